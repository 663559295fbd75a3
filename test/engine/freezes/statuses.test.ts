import { describe, expect, it } from '@jest/globals';
import type { GuardRecord } from '../../../src/core/freeze/guard.ts';
import type { MergeGroup, OpenPullRequest } from '../../../src/core/repository/pull-requests.ts';
import { areExempt, tellings } from '../../../src/engine/freezes/statuses.ts';
import { wished } from '../../../src/engine/freezes/want-guard.ts';

function aGuard(more: Partial<GuardRecord> = {}, terms: Partial<GuardRecord['terms']> = {}): GuardRecord {
  const all = {
    title: 'Web',
    owner: 'lead',
    channel: 'releases',
    release: 'web-7',
    version: '1.5.0',
    exempt: { paths: ['docs/**', '*.md'], labels: ['urgent'], commits: [] },
    own: ['main', 'release/v1.5.0'],
    ...terms,
  };
  const guard = wished(undefined, {
    playbook: 'web',
    repository: 'acme/web',
    mode: 'ruleset',
    branches: ['develop'],
    terms: all,
    machine: 5,
  });
  if (!guard) throw new Error('nothing is wanted');
  return { ...guard, state: 'closed', excepted: [{ pull: 12, head: 'h', until: 100 }], ...more };
}

function aPull(more: Partial<OpenPullRequest> = {}): OpenPullRequest {
  return {
    number: 1,
    url: '',
    title: 'One',
    author: 'dana',
    labels: [],
    closes: [],
    head: 'h',
    branch: 'feature',
    isFork: false,
    draft: false,
    autoMerge: false,
    isQueued: false,
    paths: ['src/a.ts'],
    hasMorePaths: false,
    told: null,
    ...more,
  };
}

const FAILED = { state: 'failure', description: '' } as const;
const PASSED = { state: 'success', description: '' } as const;
const CLOSED = 'failure Frozen for v1.5.0 until it is done: ask in #releases';
const OPEN = { wanted: 'open', state: 'open' } as const;
const STATUS = { mode: 'status', context: 'release-freeze' } as const;

const toldTo = (pull: Partial<OpenPullRequest>, guard: GuardRecord, groups: MergeGroup[] = []) =>
  tellings(guard, { name: 'develop', pulls: [aPull(pull)], groups }, 50).map(
    ({ status }) => `${status.state} ${status.description}`,
  );

describe('an open pull request', () => {
  it.each<[string, Partial<OpenPullRequest>, Partial<GuardRecord>, string[]]>([
    ['is told of the freeze', {}, {}, [CLOSED]],
    ['is told when it is a draft, too', { draft: true }, {}, [CLOSED]],
    ['is told once', { told: FAILED }, {}, []],
    ['passes by a label', { labels: ['urgent'] }, {}, ['success Passes the freeze: label urgent']],
    [
      'passes when every path is exempt',
      { paths: ['docs/a/b.md', 'README.md'] },
      {},
      ['success Passes the freeze: only exempt paths'],
    ],
    ['does not pass when one path is not', { paths: ['docs/a.md', 'src/a.ts'] }, {}, [CLOSED]],
    ['does not pass when its paths are not all known', { paths: ['docs/a.md'], hasMorePaths: true }, {}, [CLOSED]],
    ['does not pass when it changes nothing that is known', { paths: [] }, {}, [CLOSED]],
    ['that passed loses it with its label', { told: PASSED }, {}, [CLOSED]],
    ['of the release passes', { branch: 'release/v1.5.0' }, {}, ['success Passes the freeze: part of the release']],
    ['of a fork does not pass by the name of its branch', { branch: 'release/v1.5.0', isFork: true }, {}, [CLOSED]],
    ['that was let through is merged by Shipmate alone', { number: 12 }, {}, []],
    [
      'that was let through the weaker way is marked',
      { number: 12 },
      STATUS,
      ['success Passes the freeze: let through by an exception'],
    ],
    ['that was let through at another head is told', { number: 12, head: 'other' }, {}, [CLOSED]],
    [
      'that was let through until then is told again',
      { number: 12 },
      { excepted: [{ pull: 12, head: 'h', until: 50 }] },
      [CLOSED],
    ],
    ['is told when the freeze is over', { told: FAILED }, OPEN, ['success The freeze is over']],
    ['that heard nothing of it is told nothing of its end', {}, OPEN, []],
    [
      'needs a word outside of a freeze where statuses are all there is',
      {},
      { ...OPEN, ...STATUS },
      ['success The freeze is over'],
    ],
  ])('%s', (_what, pull, guard, expected) => {
    expect(toldTo(pull, aGuard(guard))).toEqual(expected);
  });

  it('is not told why it is frozen, nor by whom: a repository may be public', () => {
    expect(toldTo({}, aGuard({}, { version: null, channel: 'C0123ABCD' }))).toEqual([
      'failure Frozen until it is lifted: ask in Slack',
    ]);
  });
});

describe('a merge group', () => {
  const group = (pulls: number[], told: MergeGroup['told'] = null) => [{ head: 'g', pulls, told }];
  it.each<[string, number[], Partial<OpenPullRequest>, string]>([
    [
      'passes when all of it passes',
      [1],
      { labels: ['urgent'], told: PASSED },
      'success Everything in it passes the freeze',
    ],
    ['passes with what was let through', [12], { number: 12 }, 'success Everything in it passes the freeze'],
    ['is refused for one that does not', [1], { told: FAILED }, 'failure Frozen: #1 may not pass'],
    [
      'is refused for one that nobody knows',
      [1, 99],
      { labels: ['urgent'], told: PASSED },
      'failure Frozen: #99 may not pass',
    ],
  ])('%s', (_what, pulls, pull, expected) => {
    expect(toldTo(pull, aGuard(), group(pulls))).toContain(expected);
  });

  it('is told once', () => expect(toldTo({ told: FAILED }, aGuard(), group([1], FAILED))).toEqual([]));
});

it.each([
  [['docs: one', 'chore(ci)!: two'], true],
  [['docs: one', 'fix: two'], false],
  [['docs: one', 'whatever'], false],
  [[], false],
])('commits %j are exempt by their types: %s', (subjects, expected) => {
  const commits = subjects.map((subject) => ({ subject, parents: ['p'] }));
  expect(areExempt(commits, ['docs', 'chore'])).toBe(expected);
  if (expected)
    expect(areExempt([...commits, { subject: 'Merge develop', parents: ['p', 'q'] }], ['docs', 'chore'])).toBe(true);
});
