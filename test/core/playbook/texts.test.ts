import { describe, expect, it } from '@jest/globals';
import { splitCommand } from '../../../src/core/playbook/argv.ts';
import { fillText, PLACEHOLDERS, placeholdersOf } from '../../../src/core/playbook/fill.ts';
import { SHIPPED_MESSAGES } from '../../../src/core/playbook/shipped-messages.ts';
import { slug, uniqueName } from '../../../src/core/playbook/slug.ts';

describe('a command', () => {
  it.each([
    ['sh deploy.sh <version>', ['sh', 'deploy.sh', '<version>']],
    ['  npm   run  test:smoke ', ['npm', 'run', 'test:smoke']],
    [`say "two words" 'and "these"' ""`, ['say', 'two words', 'and "these"', '']],
    ['--name="a b"', ['--name=a b']],
    ['echo $(id) > file *', ['echo', '$(id)', '>', 'file', '*']],
  ])('%s is split at spaces, and nothing in it has a meaning', (text, argv) => {
    expect(splitCommand(text)).toEqual(argv);
  });

  it.each(['a | b', 'a; b', 'a && b', 'a `b`', 'a\nb', "it's", ''])('%j is refused', (text) => {
    expect(() => splitCommand(text)).toThrow();
  });
});

describe('placeholders', () => {
  it('are filled in, and a word without a value stays as it is written', () => {
    expect(
      fillText('v<version> to <staging.url>, <who> <!here> <@U1> a < b > c', { version: '1.5.0', 'staging.url': 'x' }),
    ).toBe('v1.5.0 to x, <who> <!here> <@U1> a < b > c');
  });

  it('are never filled in twice', () => {
    expect(fillText('<reason>', { reason: '<version>', version: '1.5.0' })).toBe('<version>');
  });

  it('do not reach into what objects bring along', () => {
    expect(fillText('<constructor>', {})).toBe('<constructor>');
  });

  it('of the shipped messages are all documented', () => {
    const used = Object.values(SHIPPED_MESSAGES).flatMap(placeholdersOf);

    expect(used.filter((word) => !Object.hasOwn(PLACEHOLDERS, word))).toEqual([]);
  });
});

describe('names made from texts', () => {
  it.each([
    ['sign-off Functional tests', 'sign-off-functional-tests'],
    ['Überprüfung & Freigabe', 'uberprufung-freigabe'],
    ['5 boxes', 'x-5-boxes'],
    ['!!!', 'x'],
    ['The users and the companies are as many as they were before', 'the-users-and-the-companies-are-as-many'],
  ])('%j becomes %s', (text, name) => {
    expect(slug(text)).toBe(name);
  });

  it('are made new by a number', () => {
    const taken = new Set(['deploy', 'deploy-2']);

    expect(uniqueName('deploy', (name) => taken.has(name))).toBe('deploy-3');
    expect(uniqueName('test', (name) => taken.has(name))).toBe('test');
  });
});
