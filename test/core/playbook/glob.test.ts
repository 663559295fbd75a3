import { expect, it } from '@jest/globals';
import { fitsGlob } from '../../../src/core/playbook/glob.ts';

it.each([
  ['docs/**', 'docs/a/b.md', true],
  ['docs/**', 'docsy/a.md', false],
  ['**/*.md', 'README.md', true],
  ['**/*.md', 'a/b/c.md', true],
  ['*.md', 'a/b.md', false],
  ['a?.ts', 'ab.ts', true],
  ['a?.ts', 'a/.ts', false],
  ['a+b(c).ts', 'a+b(c).ts', true],
  ['**', 'anything/at.all', true],
])('`%s` and %s: %s', (glob, path, expected) => {
  expect(fitsGlob(glob, path)).toBe(expected);
});
