import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChainedFact } from '../../src/core/store.ts';
import { digestOf, verifyChain } from '../../src/store/chain.ts';
import { addRelease, aFact, openDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let facts: readonly ChainedFact[];
let head: { seq: number; hash: string };

beforeEach(async () => {
  database = await openDatabase();
  await addRelease(database.store, 'lab-1');
  await database.store.withRelease('lab-1', async (unit) => {
    for (const word of ['a', 'b', 'c']) await unit.append({ ...aFact('said', { word }), by: 'U1', via: 'slack' });
  });
  facts = await database.store.facts('lab-1');
  const read = await database.store.read('lab-1');
  head = { seq: read?.release.seq ?? 0, hash: read?.release.head ?? '' };
});
afterEach(() => database.remove());

const changed = (seq: number, more: Partial<ChainedFact>): readonly ChainedFact[] =>
  facts.map((fact) => (fact.seq === seq ? { ...fact, ...more } : fact));

describe('a chain', () => {
  it('is whole as it was written', () => {
    expect(verifyChain(facts, head)).toEqual({ facts: 3, blanked: 0, problems: [] });
  });

  it('is whole when the words of a fact were blanked', () => {
    expect(verifyChain(changed(2, { body: null }), head)).toEqual({ facts: 3, blanked: 1, problems: [] });
  });

  const other = '{"word":"x"}';
  it.each<[string, () => readonly ChainedFact[], RegExp]>([
    ['other words', () => changed(2, { body: other }), /^fact 2 was changed$/],
    [
      'other words with their own digest',
      () => changed(2, { body: other, digest: digestOf(other) }),
      /^fact 2 does not follow/,
    ],
    ['another type', () => changed(2, { type: 'sang' }), /^fact 2 does not follow/],
    ['another person', () => changed(2, { by: 'U2' }), /^fact 2 does not follow/],
    ['another time', () => changed(2, { at: 4 }), /^fact 2 does not follow/],
    ['another round', () => changed(2, { round: 2 }), /^fact 2 does not follow/],
    ['a removed fact', () => facts.filter(({ seq }) => seq !== 2), /^fact 2 is missing; the next one is 3$/],
    ['a removed beginning', () => facts.slice(1), /^fact 1 is missing; the next one is 2$/],
    ['a removed end', () => facts.slice(0, 2), /its newest fact is 3/],
    ['no facts at all', () => [], /its newest fact is 3/],
    ['another order', () => [facts[1], facts[0], facts[2]].flatMap((fact) => fact ?? []), /^fact 1 is missing/],
    [
      'two facts that changed places with their numbers',
      () => changed(1, { ...facts[1], seq: 1 }),
      /^fact 1 does not follow/,
    ],
  ])('shows %s', (_what, forged, problem) => {
    expect(verifyChain(forged(), head).problems.join('\n')).toMatch(new RegExp(problem, 'm'));
  });

  it('shows a head that says something else', () => {
    expect(verifyChain(facts, { ...head, hash: '0'.repeat(64) }).problems).toHaveLength(1);
    expect(verifyChain(facts, { ...head, seq: 4 }).problems).toHaveLength(1);
  });

  it('of the house goes on from its own newest fact', async () => {
    for (const word of ['a', 'b']) {
      await database.store.withHouse((house) =>
        house.append({ type: 'freeze:started', body: { word }, at: 1, recorded: 1 }),
      );
    }
    const house = await database.store.facts('house');
    expect(house.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(verifyChain(house).problems).toEqual([]);
  });
});
