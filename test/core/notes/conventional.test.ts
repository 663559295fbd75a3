import { describe, expect, it } from '@jest/globals';
import { type Message, readMessage } from '../../../src/core/notes/conventional.ts';

const plain: Message = { type: null, scope: null, subject: '', breaking: false, closes: [] };

describe('a message', () => {
  it.each<[string, string, Partial<Message>]>([
    ['has a type', 'feat: search assets', { type: 'feat', subject: 'search assets' }],
    ['has a scope', 'fix(api): answer in time', { type: 'fix', scope: 'api', subject: 'answer in time' }],
    ['may break things by its mark', 'feat!: drop v1', { type: 'feat', subject: 'drop v1', breaking: true }],
    [
      'may break things by its mark behind a scope',
      'refactor(api)!: rename',
      { type: 'refactor', scope: 'api', subject: 'rename', breaking: true },
    ],
    [
      'may break things by a footer',
      'fix: dates\n\nLong story.\n\nBREAKING CHANGE: dates are UTC',
      { type: 'fix', subject: 'dates', breaking: true },
    ],
    ['breaks nothing by talking of it', 'fix: x\n\nThis is no breaking change', { type: 'fix', subject: 'x' }],
    ['may be written large', 'Feat: search', { type: 'feat', subject: 'search' }],
    ['may lack the blank', 'fix:search', { type: 'fix', subject: 'search' }],
    ['may be no conventional one', 'Search assets', { subject: 'Search assets' }],
    ['with an address keeps it', 'https: //x is no type', { type: 'https', subject: '//x is no type' }],
    ['closes issues', 'fix: x\n\nCloses #9, #10\nFixes #11', { type: 'fix', subject: 'x', closes: [9, 10, 11] }],
    ['does not close what it only names', 'fix: x (#12)\n\nSee #9', { type: 'fix', subject: 'x (#12)' }],
    ["does not close others' issues", 'fix: x\n\nCloses acme/other#9', { type: 'fix', subject: 'x' }],
    ['may have no words', '', {}],
    ['may be blank', ' \n\t\nfix: not a subject', {}],
    ['may have lines of Windows', 'fix: x\r\n\r\nCloses #4\r\n', { type: 'fix', subject: 'x', closes: [4] }],
    ['may have a type without words', 'fix:', { subject: 'fix:' }],
    ['may have empty brackets', 'fix(): x', { type: 'fix', subject: 'x' }],
    ['may have brackets in its words', 'fix(a): b (c): d', { type: 'fix', scope: 'a', subject: 'b (c): d' }],
  ])('%s', (_fact, text, message) => {
    expect(readMessage(text)).toEqual({ ...plain, ...message });
  });

  it.each([
    ['-notes-\nx\n\nBREAKING CHANGE: y', true],
    ['-references-\nx\nCloses #1', false],
    ['-__proto__-\nx', false],
  ])('can not reach into the parser: %j', (body, breaking) => {
    expect(readMessage(`fix: x\n\n${body}`)).toMatchObject({ type: 'fix', subject: 'x', breaking });
  });

  it('of a megabyte is read in no time', () => {
    const began = performance.now();

    expect(readMessage(`fix: x\n\n${'closes fix #1 '.repeat(80_000)}`).type).toBe('fix');
    expect(performance.now() - began).toBeLessThan(500);
  });
});
