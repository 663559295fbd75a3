import { describe, expect, it } from '@jest/globals';
import type { Ask } from '../../src/core/release/ask.ts';
import notes from '../../src/steps/notes.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { aPull } from '../support/memory-pulls.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'write' };
const BRANCH = 'release/v1.5.0';
const NOTES = {
  changelog: 'CHANGELOG.md',
  sections: { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'] },
  references: true,
  title: 'v<version> - <summary>',
};
const PLAYBOOK = { tags: { production: 'v<version>' }, notes: NOTES };
const BY_WORD = { ...PLAYBOOK, notes: { sections: NOTES.sections, references: false, title: NOTES.title } };
const SETTLED = { branch: { branch: BRANCH, commit: 'c0', version: '1.5.0' } };
const PARTS: ViewParts = { playbook: PLAYBOOK, more: { outputs: SETTLED } };

const drafted = (more: object = {}) => ({
  type: 'drafted',
  branch: BRANCH,
  parent: 'a'.repeat(40),
  head: 'a'.repeat(40),
  base: 'v1.4.2',
  text: '### Added\n\n- search <!channel>\n\n### Fixed\n\n- dates',
  more: 0,
  leftOut: {},
  commits: 42,
  files: 23,
  added: 1234,
  removed: 1,
  ...more,
});
const EDITED = { type: 'edited', text: '### Added\n\n- find things', by: 'UQUINN' };
const USED = { type: 'used', by: 'UQUINN' };
const MOVED = { type: 'moved', parent: 'b'.repeat(40), commits: 2 };
const TAKEN = { type: 'taken', text: '- by hand' };
const COMMITTED = { type: 'committed', commit: 'abc1234'.padEnd(40, '0') };

const next = (facts: NonNullable<ViewParts['facts']>, more: ViewParts = {}) =>
  notes.next(viewFor(notes, SPEC, { ...PARTS, ...more, facts }));

function askOf(facts: NonNullable<ViewParts['facts']>, more: ViewParts = {}): Ask {
  const move = next(facts, more);
  if (move.do !== 'wait' || !move.ask) throw new Error(`nothing is asked: ${JSON.stringify(move)}`);
  return move.ask;
}

const verbs = ({ answers }: Ask) => answers.map(({ verb }) => verb);

describe('notes', () => {
  it.each<[string, NonNullable<ViewParts['facts']>, object]>([
    ['are drafted first', [], { do: 'act', action: 'draft' }],
    ['are drafted again when a person wants it', [drafted(), { type: 'again' }], { do: 'act', action: 'draft' }],
    ['go into the changelog once they are used', [drafted(), USED], { do: 'act', action: 'commit' }],
    ['that a person changed are shown again', [drafted(), EDITED], { do: 'wait', ask: { of: ['qa'] } }],
    [
      'are drafted again when more was committed and nobody has changed them',
      [drafted(), USED, MOVED],
      { do: 'act', action: 'draft' },
    ],
    [
      'that a person changed are not thrown away when more was committed',
      [drafted(), EDITED, USED, MOVED],
      {
        do: 'wait',
        ask: {
          question:
            '2 commits came to `release/v1.5.0` since these notes were drafted, and are not in them. Your words are kept until you draft again.',
          text: 'Added\n• find things',
        },
      },
    ],
    ['are used then all the same', [drafted(), EDITED, USED, MOVED, USED], { do: 'act', action: 'commit' }],
    [
      "do not take the place of somebody else's unasked",
      [drafted(), USED, TAKEN],
      { do: 'wait', ask: { text: '• by hand', answers: [{ verb: 'keep' }, { verb: 'replace' }] } },
    ],
    ['take it when a person says so', [drafted(), USED, TAKEN, { type: 'replaced' }], { do: 'act', action: 'commit' }],
    [
      'leave it when a person says so, and go by it',
      [drafted(), USED, TAKEN, { type: 'kept' }],
      {
        do: 'finish',
        note: '42 commits since `v1.4.2`, `CHANGELOG.md` stays as somebody wrote it',
        output: { notes: '- by hand', features: 'none', 'changelog-commit': null },
      },
    ],
  ])('%s', (_fact, facts, move) => {
    expect(next(facts)).toMatchObject(move);
  });

  it('put out what was said, and the numbers of the release', () => {
    expect(next([drafted(), USED, COMMITTED])).toMatchObject({
      do: 'finish',
      note: '42 commits since `v1.4.2`, written to `CHANGELOG.md` in abc1234',
      output: {
        version: '1.5.0',
        features: 'search <!channel>',
        fixes: 'dates',
        improvements: 'none',
        'changelog-commit': COMMITTED.commit,
        commits: 42,
        files: 23,
        added: 1234,
        removed: 1,
      },
      emit: [{ emit: 'summary', text: 'search <!channel>' }],
    });
  });

  it('put out the words of the person who changed them', () => {
    expect(next([drafted(), EDITED, USED, COMMITTED])).toMatchObject({ output: { features: 'find things' } });
  });

  it('leave a summary that somebody gave', () => {
    expect(next([drafted(), USED, COMMITTED], { release: { summary: 'mine' } })).toMatchObject({ emit: [] });
  });

  it('without a changelog are kept whole with the release', () => {
    const move = next([drafted({ text: `### Added\n\n${'- x\n'.repeat(3_000)}` }), USED], { playbook: BY_WORD });

    expect(move).toMatchObject({ do: 'finish', note: '42 commits since `v1.4.2`, kept with the release' });
    expect(move.do === 'finish' && String(move.output.notes).length).toBeGreaterThan(10_000);
  });

  it('settle the version before they write it down', () => {
    expect(next([], { release: { provisional: true }, more: { outputs: {} } })).toMatchObject({ action: 'propose' });
    expect(next([], { release: { provisional: true }, playbook: BY_WORD })).toMatchObject({ action: 'draft' });
  });
});

describe('the question', () => {
  it('says what the notes are made of, and shows them as they read', () => {
    const ask = askOf([drafted({ leftOut: { chore: 12, ci: 3 } })]);

    expect(ask.question).toBe(
      'Release notes of v1.5.0: 42 commits since `v1.4.2`, 23 files, 1,234 lines added, 1 removed. They go into `CHANGELOG.md` on `release/v1.5.0`. Left out: 12 of `chore` and 3 of `ci`.',
    );
    expect(ask.text).toBe('Added\n• search <!channel>\n\nFixed\n• dates');
    expect(verbs(ask)).toEqual(['use', 'edit', 'again']);
  });

  it('goes to the role that reviews them', () => {
    expect(
      notes.next(viewFor(notes, { value: 'write', review: 'lead' }, { ...PARTS, facts: [drafted()] })),
    ).toMatchObject({ ask: { of: ['lead'], answers: [{ of: ['lead'] }, { of: ['lead'] }, { of: ['lead'] }] } });
  });

  it('shows the beginning of what is long, and says how much more there is', () => {
    const ask = askOf([drafted({ text: '- a line of text\n'.repeat(1_000), more: 500 })]);

    expect(ask.text?.length).toBeLessThan(7_000);
    expect(ask.text).toMatch(/… and \d+ more lines$/);
    expect(verbs(ask)).toEqual(['use', 'again']);
  });
});

describe('an edit', () => {
  const facts = [drafted({ text: `### Added\n\n${'- one more thing\n'.repeat(200)}\n### Fixed\n\n- dates` })];
  const view = viewFor(notes, SPEC, { ...PARTS, facts });
  const fields = askOf(facts).answers.find(({ verb }) => verb === 'edit')?.fields ?? [];
  const asGiven = Object.fromEntries(fields.map(({ name, initial }) => [name, initial ?? '']));

  it('holds the whole text, in fields that are not too long', () => {
    expect(fields.length).toBeGreaterThan(1);
    expect(fields.every(({ initial }) => (initial ?? '').length <= 3_000)).toBe(true);
    expect(notes.hear?.(anAnswer('edit', { fields: asGiven }), view)).toEqual({ type: 'edited', text: facts[0]?.text });
  });

  it('is refused when the notes were drafted anew meanwhile', () => {
    const later = viewFor(notes, SPEC, { ...PARTS, facts: [...facts, { type: 'again' }, ...facts] });

    expect(() => notes.hear?.(anAnswer('edit', { fields: asGiven }), later)).toThrow('drafted anew while you wrote');
  });

  it('is refused when it would break the changelog', () => {
    const [first] = fields;
    const broken = { ...asGiven, [first?.name ?? '']: '## [9.9.9]\n\n- x' };

    expect(() => notes.hear?.(anAnswer('edit', { fields: broken }), view)).toThrow(
      '`## [9.9.9]` would begin another version',
    );
  });
});

const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- by hand\n\n## [1.4.2] - 2026-02-01\n\n- old\n';

function aRepository(): MemoryRepository {
  const git = new MemoryGit();
  git.commit('main', { subject: 'feat: old', files: { 'CHANGELOG.md': CHANGELOG } });
  git.tag('v1.4.2', 'main');
  git.cut(BRANCH, 'main');
  git.commit(BRANCH, { subject: 'feat(ui): search (#7)' });
  git.commit(BRANCH, { subject: 'fix: dates\n\nCloses #3' });
  git.commit(BRANCH, { subject: 'chore: release v1.5.0' });
  const repository = memoryRepository(git);
  repository.world.pulls.set(
    7,
    aPull({ number: 7, title: 'feat(ui): search assets', author: 'rosa', body: 'Closes #4' }),
  );
  return repository;
}

const parts = (repository: MemoryRepository, facts: NonNullable<ViewParts['facts']> = []) => ({
  ...PARTS,
  repository,
  facts,
});

const changelogIn = ({ world }: MemoryRepository) => world.git.file(BRANCH, 'CHANGELOG.md') ?? '';

const SECTION = `## [1.5.0] - 2026-03-06

### Added

- by hand
- **ui:** search assets ([#7](https://host.example/acme/web/pull/7), closes [#4](https://host.example/acme/web/pull/4))

### Fixed

- dates`;

describe('in a repository, notes', () => {
  it('are made of what was committed since the last production tag, and written as they were read', async () => {
    const repository = aRepository();
    const asked = await drive(notes, SPEC, parts(repository));
    const done = await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));

    expect(asked.facts).toMatchObject([{ type: 'drafted', base: 'v1.4.2', commits: 3 }]);
    expect(done.move).toMatchObject({
      do: 'finish',
      output: { features: 'by hand; ui: search assets', fixes: 'dates' },
    });
    expect(changelogIn(repository)).toContain(
      `# Changelog\n\n## [Unreleased]\n\n${SECTION.slice(0, SECTION.indexOf('\n- dates'))}\n- dates ([`,
    );
    expect(repository.world.git.missing('v1.4.2', BRANCH)[0]).toMatchObject({
      subject: 'docs: release notes for v1.5.0',
    });
  });

  it('are written once when the answer to the commit got lost', async () => {
    const repository = aRepository();
    const asked = await drive(notes, SPEC, parts(repository));
    repository.next('files.commit', 'lose');
    const { move } = await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));

    expect(move).toMatchObject({
      do: 'finish',
      output: { 'changelog-commit': repository.world.git.branches.get(BRANCH) },
    });
    expect(repository.world.calls.filter((call) => call === 'files.commit')).toHaveLength(1);
  });

  it('are drafted again when somebody committed while they were read', async () => {
    const repository = aRepository();
    const asked = await drive(notes, SPEC, parts(repository));
    repository.world.git.commit(BRANCH, { subject: 'fix: late' });
    const { move } = await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));

    expect(move).toMatchObject({ do: 'wait', ask: { text: expect.stringContaining('• late') } });
    expect(changelogIn(repository)).toBe(CHANGELOG);
  });

  it('that were written before are not written over unasked', async () => {
    const repository = aRepository();
    const asked = await drive(notes, SPEC, parts(repository));
    await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));
    const again = await drive(notes, SPEC, parts(repository));
    const { move } = await drive(notes, SPEC, parts(repository, [...again.facts, EDITED, USED]));

    expect(move).toMatchObject({ do: 'wait', ask: { answers: [{ verb: 'keep' }, { verb: 'replace' }] } });
  });

  it('replace what somebody wrote, when a person says so, and only what that person saw', async () => {
    const repository = aRepository();
    const byHand = CHANGELOG.replace('## [1.4.2]', '## [1.5.0]\n\n- mine\n\n## [1.4.2]');
    repository.world.git.commit(BRANCH, { files: { 'CHANGELOG.md': byHand } });
    const asked = await drive(notes, SPEC, parts(repository));
    const taken = await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));
    const { move } = await drive(notes, SPEC, parts(repository, [...taken.facts, { type: 'replaced' }]));

    expect(taken.move).toMatchObject({ ask: { text: '• mine' } });
    expect(move).toMatchObject({ do: 'finish' });
    expect(changelogIn(repository)).not.toContain('- mine');
  });

  it('do not replace what somebody wrote after that', async () => {
    const repository = aRepository();
    const byHand = CHANGELOG.replace('## [1.4.2]', '## [1.5.0]\n\n- mine, later\n\n## [1.4.2]');
    repository.world.git.commit(BRANCH, { files: { 'CHANGELOG.md': byHand } });
    const asked = await drive(notes, SPEC, parts(repository));
    const seen = [{ type: 'taken', text: '- mine' }, { type: 'replaced' }];
    const { move } = await drive(notes, SPEC, parts(repository, [...asked.facts, USED, ...seen]));

    expect(move).toMatchObject({ do: 'wait', ask: { text: '• mine, later' } });
    expect(changelogIn(repository)).toBe(byHand);
  });

  it('of thousands of commits keep a fact small, and the changelog gets all of them', async () => {
    const repository = aRepository();
    for (let count = 0; count < 3_000; count++) {
      repository.world.git.commit(BRANCH, { subject: `feat: a thing that has number ${count}` });
    }
    const asked = await drive(notes, SPEC, parts(repository));
    await drive(notes, SPEC, parts(repository, [...asked.facts, USED]));

    expect(JSON.stringify(asked.facts).length).toBeLessThan(80_000);
    expect(asked.facts[0]?.more).toBeGreaterThan(1_000);
    expect(changelogIn(repository).match(/number \d+/g)).toHaveLength(3_000);
  });

  it('begin with everything where nothing was tagged', async () => {
    const repository = aRepository();
    repository.world.git.tags.clear();

    expect((await drive(notes, SPEC, parts(repository))).facts).toMatchObject([{ base: null, commits: 4 }]);
  });

  it('do not begin at the tag of the version itself', async () => {
    const repository = aRepository();
    repository.world.git.tag('v1.5.0', BRANCH);

    expect((await drive(notes, SPEC, parts(repository))).facts).toMatchObject([{ base: 'v1.4.2' }]);
  });

  it('are those of the tag once the branch is gone, and stand where work goes on', async () => {
    const repository = aRepository();
    const { git } = repository.world;
    git.tag('v1.5.0', BRANCH);
    git.cut('develop', BRANCH);
    git.commit('develop', { subject: 'feat: next' });
    git.branches.delete(BRANCH);

    expect((await drive(notes, SPEC, parts(repository))).facts).toMatchObject([{ branch: 'develop', commits: 3 }]);
  });
});
