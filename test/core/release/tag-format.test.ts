import { describe, expect, it } from '@jest/globals';
import {
  isSameFormat,
  newestOf,
  nextN,
  readTag,
  readTags,
  tagBeginning,
  tagFormatProblem,
  tagName,
} from '../../../src/core/release/tag-format.ts';

/** The four grammars that the written processes use. */
const GRAMMARS = {
  plain: ['v<version>'],
  stages: ['v<version>-stage', 'v<version>', 'v<version>-rc.<n>'],
  stability: ['v<version>', 'v<version>-alpha.<n>', 'v<version>-beta.<n>', 'v<version>-rc.<n>'],
  prefixes: ['production-v<version>', 'rc-v<version>', 'hotfix-v<version>'],
};

const all = Object.values(GRAMMARS).flatMap((formats) => formats.map((format) => [format, formats] as const));

describe('the name of a tag', () => {
  it.each(all)(
    'by %s is read back as what it was made of, and by no other format of its playbook',
    (format, formats) => {
      const parts = format.includes('<n>') ? { version: '1.2.2', n: 3 } : { version: '1.2.2' };
      const name = tagName(format, parts);

      expect(readTag(format, name, formats)).toEqual(parts);
      expect(formats.filter((other) => readTag(other, name, formats))).toEqual([format]);
    },
  );

  it.each([
    ['v<version>', 'v1.2.2-stage', GRAMMARS.stages, undefined],
    ['v<version>', 'v1.2.2-stage', GRAMMARS.plain, { version: '1.2.2-stage' }],
    ['v<version>', 'v1.5.0-rc.1', GRAMMARS.stability, undefined],
    ['v<version>', 'v1.5.0-rc.1', GRAMMARS.plain, { version: '1.5.0-rc.1' }],
    ['v<version>-stage', 'v1.2.2-rc.1-stage', GRAMMARS.stages, { version: '1.2.2-rc.1' }],
    ['v<version>', 'production-v1.2.2', GRAMMARS.prefixes, undefined],
    ['v<version>', 'v1.2.2.1', GRAMMARS.plain, undefined],
    ['v<version>', 'v01.2.2', GRAMMARS.plain, undefined],
    ['v<version>', 'v1.2.2\nv1.2.3', GRAMMARS.plain, undefined],
    ['v<version>', 'vX1.2.2', GRAMMARS.plain, undefined],
    ['v<version>-rc.<n>', 'v1.2.2-rc.0', GRAMMARS.stages, undefined],
    ['v<version>-rc.<n>', 'v1.2.2-rcx1', GRAMMARS.stages, undefined],
  ])('%s reads %j beside %j as %j', (format, name, formats, parts) => {
    expect(readTag(format, name, formats)).toEqual(parts);
  });

  it('is never made without the count that its format has', () => {
    expect(() => tagName('v<version>-rc.<n>', { version: '1.2.2' })).toThrow('needs a count');
  });

  it.each([
    ['production-v<version>', 'production-v'],
    ['<version>', ''],
    ['build-<n>-v<version>', 'build-'],
  ])('by %s begins with %j', (format, beginning) => expect(tagBeginning(format)).toBe(beginning));
});

describe('the newest tag', () => {
  const names = [
    'v1.4.0',
    'v1.10.0',
    'v1.9.0',
    'v2.0.0-rc.1',
    'v2.0.0-rc.10',
    'v2.0.0-rc.9',
    'v2.0.0-stage',
    'nightly',
  ];

  it.each([
    ['v<version>', 'v1.10.0'],
    ['v<version>-rc.<n>', 'v2.0.0-rc.10'],
    ['v<version>-stage', 'v2.0.0-stage'],
    ['hotfix-v<version>', undefined],
  ])('by %s is %s', (format, name) => {
    expect(newestOf(readTags(format, names, GRAMMARS.stages))?.name).toBe(name);
  });

  it('tells what it says', () => {
    expect(newestOf(readTags('v<version>-rc.<n>', names))).toEqual({ name: 'v2.0.0-rc.10', version: '2.0.0', n: 10 });
  });
});

describe('the count of a tag', () => {
  it.each([
    ['2.0.0', 11],
    ['2.1.0', 1],
  ])('of %s goes on with %i', (version, n) => {
    expect(nextN('v<version>-rc.<n>', version, ['v2.0.0-rc.2', 'v2.0.0-rc.10', 'v2.0.0', 'v1.0.0-rc.40'])).toBe(n);
  });
});

describe('a format', () => {
  it.each(all)('like %s is right', (format) => expect(tagFormatProblem(format)).toBeUndefined());

  it.each([
    ['release', 'it needs one `<version>`'],
    ['v<version>-<version>', 'it needs one `<version>`'],
    ['v<version>-<n>-<n>', 'one `<n>` is enough'],
    ['v<version><n>', 'between `<version>` and `<n>`'],
    ['v<version>.<n>', 'between `<version>` and `<n>`'],
    ['v<version>-<date>', 'not `<date>`'],
    ['v <version>', 'leave the space out'],
    ['v<version>~', 'leave `~` out'],
    ['v..<version>', 'leave `..` out'],
    ['v<version>.lock', 'ends with `.lock`'],
    ['/v<version>', 'begins or ends'],
    ['-v<version>', 'begins or ends'],
  ])('like %j is refused: %s', (format, problem) => expect(tagFormatProblem(format)).toContain(problem));

  it.each([
    ['v<version>', 'v<version>', true],
    ['v<version>', 'v<version>-stage', false],
    ['v<version>-a<n>', 'v<version>-b<n>', false],
    ['a-v<version>', 'b-v<version>', false],
  ])('%s and %s can be confused: %s', (a, b, is) => expect(isSameFormat(a, b)).toBe(is));
});
