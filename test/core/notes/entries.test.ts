import { describe, expect, it } from '@jest/globals';
import { type NotesInput, notesOf } from '../../../src/core/notes/entries.ts';
import { ownOf } from '../../../src/core/notes/own.ts';
import type { Commit } from '../../../src/core/repository/history.ts';
import type { PullRequestText } from '../../../src/core/repository/pull-requests.ts';
import { aCommit, aPullText, full } from '../../support/commits.ts';
import { aPlaybook } from '../../support/step-view.ts';

const SECTIONS = { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'], Security: ['security'] };

const PLAYBOOK = aPlaybook({
  branches: {
    work: { pattern: 'develop' },
    production: { pattern: 'main' },
    release: { pattern: 'release/v<version>', from: 'work' },
  },
  version: { files: [], commit: 'chore: bump <folder> to v<version>' },
});

function notes(commits: readonly Commit[], pulls: readonly PullRequestText[] = [], more: Partial<NotesInput> = {}) {
  return notesOf({
    commits,
    pulls: new Map(pulls.map((pull) => [pull.number, pull])),
    sections: SECTIONS,
    own: ownOf(PLAYBOOK),
    ...more,
  });
}

/** `Added: api: search (#7)` for each line, so that a table can be read. */
function lines(commits: readonly Commit[], pulls: readonly PullRequestText[] = [], more: Partial<NotesInput> = {}) {
  return notes(commits, pulls, more).sections.flatMap(({ title, entries }) =>
    entries.map(({ title: text, scope, breaking, pull, closes }) =>
      [
        `${title}: `,
        breaking ? '! ' : '',
        scope === null ? '' : `${scope}: `,
        text,
        pull ? ` (#${pull.number})` : '',
        closes.map((number) => ` closes #${number}`).join(''),
      ].join(''),
    ),
  );
}

/** Newest first, each from the one behind it. */
function line(...messages: readonly string[]): readonly Commit[] {
  const last = messages.length;
  return messages.map((message, index) => aCommit(`c${last - index} < c${last - index - 1}`, message));
}

describe('commits', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['go into the section of their type', ['fix: b', 'feat: a'], ['Added: a', 'Fixed: b']],
    ['come in the order in which they came', ['feat: second', 'feat: first'], ['Added: first', 'Added: second']],
    ['keep their scope', ['fix(api): answer'], ['Fixed: api: answer']],
    ['that break something come first', ['feat!: b', 'feat: a'], ['Added: ! b', 'Added: a']],
    ['that break something are told, whatever their type', ['chore!: drop Node 18'], ['Other changes: ! drop Node 18']],
    ['of internal types are left out', ['chore: x', 'ci: y', 'test: z', 'docs: w'], []],
    ['without a type come last', ['Tidy up', 'fix: b'], ['Fixed: b', 'Other changes: Tidy up']],
    ['with a word that is no type keep it', ['Note: be careful'], ['Other changes: Note: be careful']],
    ['close issues', ['fix: b\n\nCloses #9'], ['Fixed: b closes #9']],
    ['keep the number of what is no pull request', ['fix: b (#12)'], ['Fixed: b (#12)']],
    ['of the release itself are left out', ['docs: release notes for v1.4.0', 'chore: bump web to v1.5.0'], []],
    ['that merge are none', ['Merge branch develop into release/v1.5.0'], []],
    ['may be none at all', [], []],
  ])('%s', (_fact, messages, expected) => {
    expect(lines(line(...messages))).toEqual(expected);
  });

  it('that were left out are counted', () => {
    expect(notes(line('chore: x', 'ci: y', 'chore: z')).leftOut).toEqual({ chore: 2, ci: 1 });
  });

  it('of machines are left out', () => {
    const commits = [aCommit('b < a', 'fix: bump things', 'renovate[bot]'), aCommit('a', 'Bump lodash (#12)', 'Rosa')];

    expect(lines(commits, [aPullText(12, 'Bump lodash', { author: 'dependabot[bot]' })])).toEqual([]);
  });

  it('go into the sections that the playbook has', () => {
    const sections = { 'New features': ['feat'], Documentation: ['docs'] };

    expect(lines(line('docs: how to', 'fix: b', 'feat: a'), [], { sections })).toEqual([
      'New features: a',
      'Documentation: how to',
      'Other changes: b',
    ]);
  });
});

describe('a pull request', () => {
  const merge = 'Merge pull request #7 from acme/search\n\nfeat: search';
  const merged = [
    aCommit('m < a1 b2', merge),
    aCommit('b2 < b1', 'wip'),
    aCommit('b1 < a1', 'feat: half a search'),
    aCommit('a1', 'fix: a'),
  ];

  it('that was merged counts once, with its title, and not with its commits', () => {
    const pull = aPullText(7, 'feat(ui): search assets', { closes: [3] });

    expect(lines(merged, [pull])).toEqual(['Added: ui: search assets (#7) closes #3', 'Fixed: a']);
  });

  it('that nobody can read any more has the title that its merge kept', () => {
    expect(lines(merged)).toEqual(['Added: search', 'Fixed: a']);
  });

  it.each<[string, PullRequestText, readonly string[]]>([
    ['that was squashed has its own title', aPullText(12, 'feat: search assets'), ['Added: search assets (#12)']],
    [
      'with a title that says no type has that of its commit',
      aPullText(12, 'Search, at last'),
      ['Added: find things (#12)'],
    ],
    ['closes what it says', aPullText(12, 'feat: a', { closes: [4, 5] }), ['Added: a (#12) closes #4 closes #5']],
  ])('%s', (_fact, pull, expected) => {
    expect(lines([aCommit('a', 'feat: find things (#12)')], [pull])).toEqual(expected);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['feature', ['feature'], ['Added: Search (#12)']],
    ['bug', ['area/api', 'kind/bug'], ['Fixed: Search (#12)']],
    ['a type with a word before it', ['type: Security'], ['Security: Search (#12)']],
    ['nothing that is known', ['urgent'], ['Other changes: Search (#12)']],
  ])('with a title that says nothing goes by its label: %s', (_fact, labels, expected) => {
    expect(lines([aCommit('a', 'Search (#12)')], [aPullText(12, 'Search', { labels })])).toEqual(expected);
  });

  it('breaks what one of its commits breaks', () => {
    const commits = [...merged.slice(0, 2), aCommit('b1 < a1', 'feat: x\n\nBREAKING CHANGE: y'), ...merged.slice(3)];

    expect(lines(commits)).toContain('Added: ! search');
  });

  it('of several commits that carry its number counts once', () => {
    const commits = [aCommit('b < a', 'feat: b (#12)'), aCommit('a', 'feat: a (#12)')];

    expect(lines(commits, [aPullText(12, 'feat: both')])).toEqual(['Added: both (#12)']);
  });

  it('between branches of the process counts as what it brought', () => {
    const commits = [
      aCommit('m < a1 b2', 'Merge pull request #40 from acme/release/v1.4.0\n\nRelease v1.4.0'),
      aCommit('b2 < b1', 'feat: b (#12)'),
      aCommit('b1 < a1', 'fix: c'),
      aCommit('a1', 'fix: a'),
    ];

    expect(lines(commits, [aPullText(12, 'feat: b')])).toEqual(['Added: b (#12)', 'Fixed: a', 'Fixed: c']);
  });

  it('inside of a branch that was merged without one is seen', () => {
    const commits = [
      aCommit('n < a1 m', "Merge branch 'develop' into main"),
      aCommit('m < b0 c1', merge),
      aCommit('c1 < b0', 'wip'),
      aCommit('b0 < a1', 'fix: b'),
      aCommit('a1', 'fix: a'),
    ];

    expect(lines(commits, [aPullText(7, 'feat: search')])).toEqual(['Added: search (#7)', 'Fixed: a', 'Fixed: b']);
  });

  it('that took in its base counts what it took in once', () => {
    const commits = [
      aCommit('m < a2 b2', merge),
      aCommit('b2 < b1 a2', "Merge branch 'develop' into search"),
      aCommit('a2 < a1', 'fix: two'),
      aCommit('b1 < a1', 'wip'),
      aCommit('a1', 'fix: one'),
    ];

    expect(lines(commits)).toEqual(['Added: search', 'Fixed: one', 'Fixed: two']);
  });
});

describe('a revert', () => {
  const sha = full('c1');

  it.each<[string, readonly string[], readonly string[]]>([
    ['takes back a commit by its SHA', [`Revert "feat: a"\n\nThis reverts commit ${sha}.`, 'feat: a'], []],
    ['takes back a commit by its title', ['Revert "feat: a"', 'feat: a'], []],
    ['may be a conventional one', ['revert: feat: a', 'feat: a'], []],
    [
      'takes back the last one of that title',
      ['Revert "fix: a"', 'fix: a', 'feat: b', 'fix: a'],
      ['Added: b', 'Fixed: a'],
    ],
    ['may itself be taken back', ['Revert "Revert "feat: a""', 'Revert "feat: a"', 'feat: a'], ['Added: a']],
    ['may be taken back in the words of git', ['Reapply "feat: a"', 'Revert "feat: a"', 'feat: a'], ['Added: a']],
    [
      'of what was released before is told',
      ['Revert "feat: old"\n\nThis reverts commit abcdef1234567890.', 'fix: b'],
      ['Fixed: b', 'Other changes: Revert "feat: old"'],
    ],
    ['in other words is told as it is', ['revert: feat: old'], ['Other changes: revert: feat: old']],
  ])('%s', (_fact, messages, expected) => {
    expect(lines(line(...messages))).toEqual(expected);
  });

  it('takes back a pull request by its number', () => {
    const commits = line('Revert "feat: a (#12)" (#15)\n\nReverts acme/web#12', 'feat: a (#12)');

    expect(lines(commits, [aPullText(12, 'feat: a'), aPullText(15, 'Revert "feat: a"')])).toEqual([]);
  });

  it('of one commit out of several of a pull request leaves both', () => {
    const commits = [
      aCommit('r < m', `Revert "feat: one"\n\nThis reverts commit ${full('b1')}.`),
      aCommit('m < a b2', 'Merge pull request #7 from acme/x\n\nfeat: both'),
      aCommit('b2 < b1', 'feat: two'),
      aCommit('b1 < a', 'feat: one'),
    ];

    expect(lines(commits)).toEqual(['Added: both', 'Other changes: Revert "feat: one"']);
  });
});

it('10,000 changes are sorted in well under a second', () => {
  const commits = line(...Array.from({ length: 10_000 }, (_, index) => `feat(part-${index % 9}): thing ${index}`));
  const began = performance.now();

  expect(notes(commits).sections[0]?.entries).toHaveLength(10_000);
  expect(performance.now() - began).toBeLessThan(2_000);
});
