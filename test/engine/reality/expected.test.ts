import { describe, expect, it } from '@jest/globals';
import { type Expected, expectedOf, observe } from '../../../src/engine/reality/expected.ts';
import { aPull } from '../../support/memory-pulls.ts';
import { memoryRepository } from '../../support/memory-repository.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

const done = (kind: string, output: Record<string, string | number>, more: object = {}) => ({
  run: 'main',
  id: kind,
  kind,
  status: 'done' as const,
  startedAt: 1,
  output,
  ...more,
});
const cut = done('branch', { branch: 'release/v1.5.0', commit: A });
const branch = { kind: 'branch', step: 'branch', name: 'release/v1.5.0', commit: A };
const opened = done('pull-request', { 'pull-request': 12, into: 'main' });

describe('of a release is expected', () => {
  it.each<[string, ReturnType<typeof done>[], object[]]>([
    [
      'a tag on its commit',
      [done('tag', { tag: 'v1.5.0', 'tag-production': 'v1.5.0', commit: A })],
      [{ kind: 'tag', step: 'tag', name: 'v1.5.0', commit: A }],
    ],
    [
      'each of several tags',
      [done('tag', { tag: 'b', 'tag-stage': 'a', 'tag-production': 'b', commit: A })],
      [{ name: 'b' }, { name: 'a' }],
    ],
    ['its branch', [cut], [branch]],
    [
      'its branch with what was raised on it',
      [cut, done('bump', { branch: 'release/v1.5.0', commit: B })],
      [{ ...branch, commit: B }],
    ],
    ['no branch where none was cut', [done('branch', { branch: 'develop' })], []],
    ['no branch that was merged', [cut, done('merge', { from: 'release/v1.5.0' })], []],
    ['no branch that is being deleted', [cut, done('delete-branch', {}, { status: 'waiting' })], []],
    ['its pull request where it goes', [opened], [{ kind: 'pull', number: 12, base: 'main' }]],
    ['no pull request that it merged', [opened, done('merge', { 'pull-request': 12 })], []],
    ['nothing that a rollback did', [done('tag', { tag: 'x', commit: A }, { run: 'rollback-1' })], []],
    ['nothing that a step has yet to do', [done('tag', { tag: 'x', commit: A }, { status: 'pending' })], []],
  ])('%s', (_what, steps, expected) => {
    expect(expectedOf(steps)).toMatchObject(expected);
    expect(expectedOf(steps)).toHaveLength(expected.length);
  });
});

describe('what somebody did by hand', () => {
  const seen = async (expected: Expected, change: (repo: ReturnType<typeof memoryRepository>) => void) => {
    const repo = memoryRepository();
    const { git, pulls } = repo.world;
    git.commit('develop');
    git.cut('release/v1.5.0', 'develop');
    const commit = git.commit('release/v1.5.0');
    git.tag('v1.5.0', commit);
    pulls.set(12, aPull({ number: 12 }));
    change(repo);
    return (await observe('commit' in expected ? { ...expected, commit } : expected, repo))?.what;
  };
  const tag: Expected = { kind: 'tag', step: 't', name: 'v1.5.0', commit: '' };
  const own: Expected = { kind: 'branch', step: 'b', name: 'release/v1.5.0', commit: '' };
  const pull: Expected = { kind: 'pull', step: 'p', number: 12, base: 'main' };

  it.each<[string, Expected, (repo: ReturnType<typeof memoryRepository>) => void, string | undefined]>([
    ['nothing', tag, () => {}, undefined],
    ['a tag that is gone', tag, ({ world }) => world.git.tags.delete('v1.5.0'), 'was deleted'],
    ['a tag that was moved', tag, ({ world }) => world.git.tag('v1.5.0', 'develop'), 'was moved'],
    ['more on its branch', own, ({ world }) => world.git.commit('release/v1.5.0'), undefined],
    ['a branch that is gone', own, ({ world }) => world.git.branches.delete('release/v1.5.0'), 'was deleted'],
    ['a branch that was rewritten', own, ({ world }) => world.git.cut('release/v1.5.0', 'develop'), 'was rewritten'],
    [
      'another base',
      pull,
      ({ world }) => world.pulls.set(12, aPull({ number: 12, base: 'develop' })),
      '#12 goes into `develop` now',
    ],
    [
      'a pull request that was closed',
      pull,
      ({ world }) => world.pulls.set(12, aPull({ number: 12, state: 'closed' })),
      '#12 was closed',
    ],
    [
      'a pull request that was merged',
      pull,
      ({ world }) => world.pulls.set(12, aPull({ number: 12, state: 'merged' })),
      undefined,
    ],
  ])('is seen: %s', async (_what, expected, change, words) => {
    const what = await seen(expected, change);
    if (words === undefined) expect(what).toBeUndefined();
    else expect(what).toContain(words);
  });
});
