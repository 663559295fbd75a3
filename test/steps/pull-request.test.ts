import { describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../src/core/repository/pull-requests.ts';
import pullRequest from '../../src/steps/pull-request.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { aPull } from '../support/memory-pulls.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'release into production', 'reviewed-by': 'lead' };
const FROM = 'release/v1.5.0';
const HEAD = 'aaaaaaa'.padEnd(40, '0');
const OLD = 'bbbbbbb'.padEnd(40, '0');
const LINK = 'https://host.example/acme/web/pull/12';
const PLAYBOOK = {
  branches: BRANCHES,
  tags: { production: 'v<version>' },
  notes: { changelog: 'CHANGELOG.md', sections: {}, references: false, title: '' },
  roles: {
    lead: { people: ['kim@acme.example', 'Lee@acme.example'], deputies: [] },
    ops: { role: 'lead', deputies: ['max@acme.example'] },
    crew: { group: 'web-crew', deputies: [] },
  },
  people: { 'kim@acme.example': 'kim' },
};
const SETTLED = { branch: { branch: FROM, commit: HEAD, version: '1.5.0' } };
const PARTS: ViewParts = { playbook: PLAYBOOK, more: { outputs: SETTLED } };

const OPENED = { type: 'opened', number: 12, url: LINK, author: 'shipmate' };
const FOUND = { ...OPENED, type: 'found', author: 'rosa', ours: false, current: false };
const ASKED = { type: 'asked', logins: ['kim', 'lee'], refused: [] };

const approved = (login: string, commit = HEAD) => ({ login, state: 'approved', commit });
const against = (login: string, commit = HEAD) => ({ login, state: 'changes-requested', commit });

const glimpse = (more: object = {}, minute = 0) => ({
  minute,
  body: {
    number: 12,
    state: 'open',
    draft: false,
    conflict: false,
    author: 'shipmate',
    base: 'main',
    head: HEAD,
    mergeCommit: null,
    mergedBy: null,
    opinions: [],
    decision: null,
    logins: { lead: ['kim', 'lee'] },
    ...more,
  },
});

const next = (parts: ViewParts, spec: object = SPEC) =>
  pullRequest.next(viewFor(pullRequest, spec, { ...PARTS, ...parts }));

const none = (more: object) => ({ type: 'none', missing: null, commits: 4, ...more });
const NOTHING = none({ commits: 0 });

describe('a pull request', () => {
  it.each<[string, ViewParts, object]>([
    ['is looked for first', {}, { do: 'act', action: 'find' }],
    ['is opened when there is none', { facts: [none({})] }, { do: 'act', action: 'open' }],
    [
      'needs both branches',
      { facts: [none({ missing: FROM })] },
      { do: 'fail', reason: 'there is no branch `release/v1.5.0`: make it, then try again' },
    ],
    [
      'of nothing is asked about',
      { facts: [NOTHING] },
      {
        do: 'wait',
        why: '`main` has everything of `release/v1.5.0` already',
        ask: { of: ['qa'], answers: [{ verb: 'accept' }, { verb: 'again' }] },
      },
    ],
    ['is looked for again when a person wants it', { facts: [NOTHING, { type: 'again' }] }, { action: 'find' }],
    [
      'is done without when a person says so',
      { facts: [NOTHING, { type: 'accepted', what: 'no commits', by: 'UQUINN' }] },
      { do: 'finish', output: { from: FROM, into: 'main' } },
    ],
    ['that was opened is looked at', { facts: [OPENED] }, { do: 'act', action: 'observe' }],
    ['is put before its reviewers', { facts: [OPENED], samples: [glimpse()] }, { do: 'act', action: 'request' }],
    [
      'of ours gets the words that it should have',
      { facts: [{ ...FOUND, ours: true }], samples: [glimpse()] },
      { do: 'act', action: 'edit' },
    ],
    [
      "of somebody else keeps that person's words",
      { facts: [FOUND], samples: [glimpse()] },
      { do: 'act', action: 'request' },
    ],
    [
      'is looked at every half minute',
      { facts: [OPENED, ASKED], samples: [glimpse()], minute: 0.25 },
      { do: 'wait', pollMs: 15_000 },
    ],
    [
      'is looked at again after that',
      { facts: [OPENED, ASKED], samples: [glimpse()], minute: 0.5 },
      { action: 'observe' },
    ],
    [
      'is looked at when a person wants it',
      { facts: [OPENED, ASKED, { type: 'again', minute: 0.1 }], samples: [glimpse()], minute: 0.1 },
      { action: 'observe' },
    ],
    [
      'is looked at when the host had news',
      { facts: [OPENED, ASKED], samples: [glimpse()], more: { outputs: SETTLED, heardAt: Date.parse('2030-01-01') } },
      { action: 'observe' },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(next(parts)).toMatchObject(move);
  });

  it('settles the version, which stands in its title', () => {
    expect(next({ release: { provisional: true }, more: { outputs: {} } })).toMatchObject({ action: 'propose' });
  });
});

/** `lead: open waits for …` of each part that is asked for. */
function partsOf(sample: object, spec: object = SPEC): readonly string[] {
  const move = next({ facts: [OPENED, ASKED], samples: [glimpse(sample)] }, spec);
  if (move.do === 'finish') return [`done: ${move.note}`];
  if (move.do !== 'wait') throw new Error(`it does not wait: ${JSON.stringify(move)}`);
  return (move.ask?.items ?? []).map(({ title, state, note }) => `${title}: ${state}, ${note}`);
}

const TWO = { ...SPEC, approvals: 2 };
const ROLES = { value: SPEC.value, 'reviewed-by': ['lead', 'ops'] };

describe('what it needs', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['is somebody of the role', {}, SPEC, ['lead: open, waits for `kim` or `lee`']],
    ['is there', { opinions: [approved('lee')] }, SPEC, ['done: #12 is approved by `lee`, at aaaaaaa']],
    ['may be written large', { opinions: [approved('LEE')] }, SPEC, ['done: #12 is approved by `LEE`, at aaaaaaa']],
    ['is not somebody else', { opinions: [approved('max')] }, SPEC, ['lead: open, waits for `kim` or `lee`']],
    [
      'is an approval of the newest commit',
      { opinions: [approved('lee', OLD)] },
      SPEC,
      ['lead: open, `lee` approved bbbbbbb, before the last push; waits for `kim` or `lee`'],
    ],
    [
      'is never given by the author',
      { author: 'Lee', opinions: [approved('lee')] },
      SPEC,
      ['lead: open, waits for `kim`'],
    ],
    [
      'can not be given where only the author has the role',
      { author: 'kim', logins: { lead: ['kim'] } },
      SPEC,
      ['lead: no, only `kim` has this role, and opened it: somebody else must approve'],
    ],
    [
      'is more than one approval where the playbook says so',
      { opinions: [approved('lee')] },
      TWO,
      ['lead: yes, approved by `lee`', '2 approvals: open, by `lee`'],
    ],
    [
      'are approvals of people, not of roles',
      { opinions: [approved('lee'), approved('max')] },
      TWO,
      ['done: #12 is approved by `lee` and `max`, at aaaaaaa'],
    ],
    [
      'is somebody of each role, and one person may have both',
      { logins: { lead: ['kim'], ops: ['kim', 'max'] }, opinions: [approved('kim')] },
      ROLES,
      ['done: #12 is approved by `kim`, at aaaaaaa'],
    ],
    [
      'is told by role',
      { logins: { lead: ['kim'], ops: ['max'] }, opinions: [approved('kim')] },
      ROLES,
      ['lead: yes, approved by `kim`', 'ops: open, waits for `max`'],
    ],
    [
      'is that changes are made',
      { opinions: [against('lee', OLD), approved('kim')] },
      SPEC,
      ['lead: yes, approved by `kim`', 'Changes: no, asked for by `lee`, who must approve or have it dismissed'],
    ],
    [
      'is that changes are made, whoever wants them',
      { opinions: [against('max')], decision: 'changes-requested' },
      SPEC,
      [
        'lead: open, waits for `kim` or `lee`',
        'Changes: no, asked for by `max`, who must approve or have it dismissed',
      ],
    ],
    [
      'is what the branch asks for beside the playbook',
      { opinions: [approved('lee')], decision: 'review-required' },
      SPEC,
      [
        'lead: yes, approved by `lee`',
        'Rules of the branch: open, not met yet: they may ask for a code owner, or for more approvals',
      ],
    ],
    [
      'is that it is no draft',
      { draft: true, opinions: [approved('lee')] },
      SPEC,
      ['Ready for review: no, it is a draft', 'lead: yes, approved by `lee`'],
    ],
    [
      'is not what the branch asks for while approvals are missing anyway',
      { decision: 'review-required' },
      SPEC,
      ['lead: open, waits for `kim` or `lee`'],
    ],
    [
      'is never the approval of the author, where anybody may approve',
      { author: 'rosa', opinions: [approved('Rosa')] },
      { value: SPEC.value },
      ['An approval: open, none so far'],
    ],
    ['may be one approval of anybody', {}, { value: SPEC.value }, ['An approval: open, none so far']],
    ['may be nothing', {}, { value: SPEC.value, approvals: 0 }, ['done: #12 is open, at aaaaaaa']],
  ])('%s', (_fact, sample, spec, parts) => {
    expect(partsOf(sample, spec)).toEqual(parts);
  });

  it.each<[string, string, string]>([
    ['of the people of the role', 'lead', 'add `people: { Lee@acme.example: <login> }` to the playbook'],
    ['of a role behind the role', 'ops', 'add `people: { max@acme.example: <login>, Lee@acme.example: <login> }` to'],
    ['of a group', 'crew', 'add `people: { <each of web-crew>: <login> }` to'],
  ])('says which login is missing %s', (_fact, role, words) => {
    const [part] = partsOf({ logins: { [role]: [] } }, { value: SPEC.value, 'reviewed-by': role });

    expect(part).toContain(words);
  });
});

describe('the question', () => {
  it('calls the roles that are missing, says where, and says what is missing in one line', () => {
    expect(
      next(
        {
          facts: [OPENED, ASKED],
          samples: [glimpse({ logins: { lead: ['kim'], ops: ['max'] }, opinions: [approved('kim')] })],
        },
        ROLES,
      ),
    ).toMatchObject({
      why: '#12: ops (waits for `max`)',
      ask: {
        of: ['ops'],
        question: `Pull request #12, \`release/v1.5.0\` into \`main\`: approve it at ${LINK}. Shipmate sees it by itself.`,
        answers: [{ verb: 'again', of: ['ops', 'qa'] }],
      },
    });
  });

  it.each<[string, ViewParts, string]>([
    ['whose words it has', { facts: [FOUND, ASKED], samples: [glimpse()] }, '`rosa` opened it: its words are left'],
    [
      'whom the host did not take',
      { facts: [OPENED, { ...ASKED, refused: ['kim'] }], samples: [glimpse()] },
      'The host did not take `kim` as a reviewer.',
    ],
    [
      'that it is in conflict',
      { facts: [OPENED, ASKED], samples: [glimpse({ conflict: true })] },
      "It can't be merged",
    ],
  ])('says %s', (_fact, parts, words) => {
    expect(next(parts)).toMatchObject({ ask: { question: expect.stringContaining(words) } });
  });
});

const MERGED = { state: 'merged', mergeCommit: OLD, mergedBy: 'rosa', opinions: [approved('lee')] };

describe('what somebody did by hand', () => {
  const facts = [OPENED, ASKED];

  it.each<[string, object, object]>([
    [
      'a merge',
      MERGED,
      {
        why: '#12 was merged by `rosa`',
        ask: {
          question: `Pull request #12 was merged by \`rosa\` as bbbbbbb: ${LINK}. Go on with that?`,
          answers: [{ verb: 'accept' }, { verb: 'again' }],
        },
      },
    ],
    [
      'a merge without what it needed',
      { ...MERGED, opinions: [], base: 'develop' },
      {
        ask: {
          question: expect.stringContaining(
            'as bbbbbbb, into `develop` and not into `main`: https://host.example/acme/web/pull/12. It lacked: lead (waits for `kim` or `lee`).',
          ),
        },
      },
    ],
    [
      'that it was closed',
      { state: 'closed' },
      { why: '#12 was closed', ask: { answers: [{ verb: 'anew' }, { verb: 'again' }] } },
    ],
    [
      'that it goes elsewhere',
      { base: 'develop', opinions: [approved('lee')] },
      { why: '#12 goes into `develop` now', ask: { answers: [{ verb: 'anew' }, { verb: 'again' }] } },
    ],
  ])('is asked about and looked at further: %s', (_fact, sample, move) => {
    expect(next({ facts, samples: [glimpse(sample)] })).toMatchObject({ do: 'wait', pollMs: 30_000, ...move });
  });

  it('can be gone on with, and only with what was seen', () => {
    const view = viewFor(pullRequest, SPEC, { ...PARTS, facts, samples: [glimpse(MERGED)] });
    const accepted = { type: 'accepted', what: `merged as ${OLD}` };
    const after = { facts: [...facts, { ...accepted, by: 'UQUINN' }] };

    expect(pullRequest.hear?.(anAnswer('accept'), view)).toEqual(accepted);
    expect(next({ ...after, samples: [glimpse(MERGED)] })).toMatchObject({
      do: 'finish',
      note: '#12 was merged by hand, and @UQUINN goes on with that',
      output: { 'pull-request': 12, from: FROM, into: 'main', head: HEAD, url: LINK },
    });
    expect(next({ ...after, samples: [glimpse({ ...MERGED, mergeCommit: HEAD })] })).toMatchObject({ do: 'wait' });
  });

  it('is followed by another pull request when a person says so', () => {
    const closed = { facts: [...facts, { type: 'anew' }], samples: [glimpse({ state: 'closed' })] };

    expect(next(closed)).toMatchObject({ do: 'act', action: 'find' });
  });

  it('can not be gone on with when nothing was done', () => {
    const view = viewFor(pullRequest, SPEC, { ...PARTS, facts, samples: [glimpse()] });

    expect(() => pullRequest.hear?.(anAnswer('accept'), view)).toThrow('is not asked here');
  });
});

const CHANGELOG = '# Changelog\n\n## [1.5.0]\n\n### Added\n\n- search\n';
const BODY = '### Added\n\n- search\n\n---\n\nOpened by Shipmate for the release `web-7`.';

function aRepository(): MemoryRepository {
  const git = new MemoryGit();
  git.commit('main', { subject: 'feat: old' });
  git.cut(FROM, 'main');
  git.commit(FROM, { subject: 'docs: release notes for v1.5.0', files: { 'CHANGELOG.md': CHANGELOG } });
  return memoryRepository(git);
}

const LOGINS = { lead: ['kim', 'stranger', 'shipmate'] };
const run = (repository: MemoryRepository, spec: object = SPEC) =>
  drive(pullRequest, spec, { ...PARTS, repository, logins: LOGINS });
const head = ({ world }: MemoryRepository): string => world.git.branches.get(FROM) ?? '';

function add(repository: MemoryRepository, more: Partial<PullRequest>): void {
  const commit = head(repository);
  repository.world.pulls.set(1, aPull({ head: { branch: FROM, commit, isFork: false }, ...more }));
}

describe('in a repository, a pull request', () => {
  it('is opened with the notes, and put before everybody of the roles but its author', async () => {
    const repository = aRepository();
    const { facts, move } = await run(repository);

    expect(repository.world.pulls.get(1)).toMatchObject({ title: 'Release v1.5.0', body: BODY, base: 'main' });
    expect(facts.at(-1)).toEqual({ type: 'asked', logins: ['kim', 'stranger'], refused: ['stranger'], minute: 0 });
    expect(move).toMatchObject({ do: 'wait', ask: { question: expect.stringContaining('did not take `stranger`') } });
  });

  it('has the title that the playbook gives it', async () => {
    const repository = aRepository();
    const spec = { ...SPEC, title: 'Hotfix: <summary> - fixes #<incident>' };
    await drive(pullRequest, spec, {
      ...PARTS,
      repository,
      logins: LOGINS,
      release: { summary: 'Dates\nand more', incident: '99' },
    });

    expect(repository.world.pulls.get(1)?.title).toBe('Hotfix: Dates - fixes #99');
  });

  it('is done once it is approved at its head', async () => {
    const repository = aRepository();
    add(repository, { title: 'Release v1.5.0', body: BODY });
    const opinions = [{ login: 'kim', state: 'approved', commit: head(repository), at: 0 } as const];
    repository.world.reviews.set(1, { opinions, decision: 'approved', awaited: ['kim'] });

    expect((await run(repository)).move).toMatchObject({
      do: 'finish',
      output: { 'pull-request': 1, from: FROM, into: 'main', head: head(repository), version: '1.5.0' },
    });
  });

  it.each<[string, string]>([
    ['opening it', 'pulls.create'],
    ['asking for reviews', 'pulls.requestReviews'],
  ])('is there once when the answer to %s got lost', async (_what, call) => {
    const repository = aRepository();
    repository.next(call, 'lose');
    const { move } = await run(repository, { ...SPEC, 'reviewed-by': ['lead'] });

    expect(move).toMatchObject({ do: 'wait', why: '#1: lead (waits for `kim` or `stranger`)' });
    expect(repository.world.pulls.size).toBe(1);
  });

  it('that is open is found again, and of ours the words are brought up to date', async () => {
    const repository = aRepository();
    add(repository, { title: 'Release', body: 'Opened by Shipmate for the release `web-7`.' });
    await run(repository);

    expect(repository.world.pulls.get(1)).toMatchObject({ title: 'Release v1.5.0', body: BODY });
    expect(repository.world.pulls.size).toBe(1);
  });

  it("that is open is found again, and somebody else's words stay", async () => {
    const repository = aRepository();
    add(repository, { title: 'Mine', body: 'mine', author: 'rosa' });
    await run(repository);

    expect(repository.world.pulls.get(1)).toMatchObject({ title: 'Mine', body: 'mine' });
  });

  it('that somebody opened in the meantime is taken as it is', async () => {
    const repository = aRepository();
    add(repository, { title: 'Mine', author: 'rosa' });
    const { facts } = await drive(pullRequest, SPEC, { ...PARTS, repository, logins: LOGINS, facts: [none({})] });

    expect(facts).toContainEqual(expect.objectContaining({ type: 'found', number: 1, author: 'rosa' }));
    expect(repository.world.pulls.size).toBe(1);
  });

  it('that somebody merged before is asked about', async () => {
    const repository = aRepository();
    const { git } = repository.world;
    const merged = git.merge('main', FROM, 'Merge');
    add(repository, { state: 'merged', mergeCommit: String(merged), mergedBy: 'rosa' });

    expect((await run(repository)).move).toMatchObject({ do: 'wait', why: '#1 was merged by `rosa`' });
  });

  it('of branches without a difference is asked about', async () => {
    const repository = aRepository();
    repository.world.git.cut(FROM, 'main');

    expect((await run(repository)).move).toMatchObject({ do: 'wait', ask: { answers: [{ verb: 'accept' }, {}] } });
  });
});
