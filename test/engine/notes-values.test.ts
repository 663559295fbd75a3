import { describe, expect, it } from '@jest/globals';
import type { Output } from '../../src/core/release/move.ts';
import { NOTES_VALUES, numbersOf } from '../../src/engine/notes-values.ts';
import type { Turn } from '../../src/engine/turn.ts';

/** Steps with these outputs, each ended a moment after the one before. */
function after(...outputs: readonly Output[]): Pick<Turn, 'unit'> {
  const steps = outputs.map((output, endedAt) => ({ output, endedAt }));
  return { unit: { steps } as unknown as Turn['unit'] };
}

const shownFor = (word: string, outputs: readonly Output[]): string | undefined =>
  NOTES_VALUES[word]?.(after(...outputs));

const WRITTEN = {
  features: 'search <!channel>; sort',
  fixes: 'none',
  commits: 42,
  files: 23,
  added: 1234,
  removed: 567,
};

describe('a word about the notes', () => {
  it.each([
    ['features', 'search &lt;!channel&gt;; sort'],
    ['fixes', 'none'],
    ['commits', '42'],
    ['files-changed', '23'],
    ['lines-added', '1,234'],
    ['lines-removed', '567'],
    ['improvements', 'not known yet'],
    ['notes-url', 'not known yet'],
  ])('<%s> is %j', (word, value) => {
    expect(shownFor(word, [{ version: '1.5.0' }, WRITTEN])).toBe(value);
  });

  it('is what was written last', () => {
    expect(shownFor('features', [{ features: 'old' }, { features: 'new' }, { other: 1 }])).toBe('new');
  });

  it('is where they are published', () => {
    expect(shownFor('notes-url', [{ 'notes-url': 'https://host/v1?a=1&b=2' }])).toBe('https://host/v1?a=1&amp;b=2');
  });

  it('stands in a question when it is a number', () => {
    expect(numbersOf(after(WRITTEN))).toEqual({
      commits: '42',
      'files-changed': '23',
      'lines-added': '1,234',
      'lines-removed': '567',
    });
  });
});
