import { expect, it } from '@jest/globals';
import type { Commit } from '../../../src/core/repository/history.ts';
import { commitsIn, leaked } from '../../../src/engine/freezes/leaks.ts';

const commit = (sha: string, ...parents: string[]): Commit => ({
  sha,
  parents,
  author: 'Ann',
  email: '',
  at: 0,
  subject: sha,
  body: '',
});

it.each<[string, Commit[], string, string[], string[]]>([
  ['a push by hand is', [commit('b', 'a')], 'b', [], ['b']],
  ['a merge of ours is not, nor what it brought in', [commit('m', 'a', 'x'), commit('x', 'o')], 'm', ['m'], []],
  ['a merge by hand is one thing, whatever it brought in', [commit('m', 'a', 'x'), commit('x', 'o')], 'm', [], ['m']],
  [
    'what slipped in before a merge of ours is',
    [commit('m', 'b', 'x'), commit('b', 'a'), commit('x', 'o')],
    'm',
    ['m'],
    ['b'],
  ],
  ['several pushes are, newest first', [commit('c', 'b'), commit('b', 'a')], 'c', [], ['c', 'b']],
])('%s a leak', (_what, commits, to, known, expected) => {
  expect(leaked({ from: 'a', to, commits }, new Set(known)).map(({ sha }) => sha)).toEqual(expected);
});

it('what a release did stands in its facts', () => {
  const sha = 'c'.repeat(40);
  expect([...commitsIn([null, JSON.stringify({ commit: sha }), JSON.stringify({ hash: 'c'.repeat(64) })])]).toEqual([
    sha,
  ]);
});
