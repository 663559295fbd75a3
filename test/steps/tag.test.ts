import { describe, expect, it } from '@jest/globals';
import tag from '../../src/steps/tag.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'production' };
const COMMIT = 'aaaaaaa000000000000000000000000000000000';
const OTHER = 'bbbbbbb000000000000000000000000000000000';
const TAGS = { production: 'v<version>', stage: 'v<version>-stage', candidate: 'v<version>-rc.<n>' };
const PLAYBOOK = { branches: BRANCHES, tags: TAGS };
const CUT = { branch: 'release/v1.5.0', commit: OTHER, version: '1.5.0' };

const mark = (more: object = {}) => ({
  key: 'production',
  name: 'v1.5.0',
  commit: COMMIT,
  where: 'the merge into `main`',
  there: null,
  higher: null,
  isInLine: false,
  outside: [],
  ...more,
});
const surveyed = (...marks: object[]) => ({ type: 'surveyed', marks });
const tagged = (name: string) => ({ type: 'tagged', key: 'production', name, commit: COMMIT });
const HIGHER = mark({ higher: 'v1.6.0' });

describe('a tag', () => {
  it.each<[string, ViewParts, object]>([
    ['looks what is there', {}, { do: 'act', action: 'survey' }],
    ['is set where there is none', { facts: [surveyed(mark())] }, { do: 'act', action: 'create' }],
    [
      'is done when it is set',
      { facts: [surveyed(mark()), tagged('v1.5.0')] },
      {
        do: 'finish',
        note: '`v1.5.0` is on aaaaaaa',
        output: { tag: 'v1.5.0', 'tag-production': 'v1.5.0', commit: COMMIT, version: '1.5.0' },
      },
    ],
    [
      'that is there on the same commit is fine',
      { facts: [surveyed(mark({ there: COMMIT }))] },
      { do: 'finish', note: '`v1.5.0` is on aaaaaaa, and was before' },
    ],
    [
      'that is there on another commit is never moved',
      { facts: [surveyed(mark({ there: OTHER }))] },
      {
        do: 'fail',
        reason:
          '`v1.5.0` is on bbbbbbb already, and the merge into `main` is aaaaaaa. A tag is never moved: if bbbbbbb is what shipped, start a release with a higher version; if it was set by mistake, delete it at the host, then try again',
      },
    ],
    [
      'is never lower than the newest one',
      { facts: [surveyed(HIGHER)] },
      { do: 'fail', reason: expect.stringContaining('`v1.6.0` is there, and `v1.5.0` is lower') },
    ],
    [
      'is lower for nothing urgent that is of another line',
      { facts: [surveyed(HIGHER)], release: { urgent: true } },
      { do: 'fail' },
    ],
    [
      'is lower for something urgent of that line',
      { facts: [surveyed({ ...HIGHER, isInLine: true })], release: { urgent: true } },
      { do: 'act', action: 'create' },
    ],
    [
      'is not lower for a slow release of that line',
      { facts: [surveyed({ ...HIGHER, isInLine: true })] },
      { do: 'fail' },
    ],
    [
      'contains what was tested',
      { facts: [surveyed(mark({ outside: [{ name: 'v1.5.0-rc.2', commit: OTHER }] }))] },
      {
        do: 'fail',
        reason:
          'the merge into `main` (aaaaaaa) does not contain what was tagged `v1.5.0-rc.2` (bbbbbbb): what was tested is not what would ship. Merge it, then try again',
      },
    ],
    [
      'belongs on something',
      { facts: [surveyed(mark({ commit: null, where: '`main`' }))] },
      { do: 'fail', reason: '`v1.5.0` belongs on `main`, which is not there: make it, then try again' },
    ],
    [
      'whose name was taken is looked at again',
      { facts: [surveyed(mark()), { type: 'taken', name: 'v1.5.0' }] },
      { do: 'act', action: 'survey' },
    ],
    [
      'may be one of several',
      { facts: [surveyed(mark(), mark({ key: 'hotfix', name: 'hotfix-v1.5.0' })), tagged('v1.5.0')] },
      { do: 'act', action: 'create' },
    ],
    ['may be the first to need the version', { release: { provisional: true } }, { do: 'act', action: 'propose' }],
  ])('%s', (_fact, parts, move) => {
    expect(tag.next(viewFor(tag, SPEC, { more: { outputs: { CUT } }, ...parts }))).toMatchObject(move);
  });
});

/** main has v1.4.2; the release branch has one commit more, and is merged. */
function aRepository() {
  const git = new MemoryGit();
  git.commit('main', { files: { 'a.txt': '1' } });
  git.tag('v1.4.2', 'main');
  git.cut('release/v1.5.0', 'main');
  git.commit('release/v1.5.0', { subject: 'feat: search', files: { 'b.txt': '1' } });
  const merged = git.merge('main', 'release/v1.5.0', 'Merge release');
  if (typeof merged !== 'string') throw new Error('a conflict');
  return { repository: memoryRepository(git), git, merged };
}

const outputs = (merged: string) => ({
  cut: CUT,
  merge: { merged, from: 'release/v1.5.0', into: 'main' },
  back: { merged: OTHER, from: 'main', into: 'develop' },
});

describe('a tag at the host', () => {
  it('is set on the merge of this release, with its message', async () => {
    const { repository, git, merged } = aRepository();
    git.commit('main', { subject: 'fix: somebody else' });
    const release = { summary: 'Search for assets\nand more' };
    const { move } = await drive(tag, SPEC, {
      playbook: PLAYBOOK,
      release,
      more: { outputs: outputs(merged) },
      repository,
    });

    expect(move).toMatchObject({ do: 'finish', output: { commit: merged } });
    expect(git.tags.get('v1.5.0')).toEqual({ commit: merged, message: 'Release v1.5.0 - Search for assets' });
  });

  it.each([
    ['', 'Release v1.5.0'],
    ['<!channel> $(rm -rf /)', 'Release v1.5.0 - <!channel> $(rm -rf /)'],
    ['<version>', 'Release v1.5.0 - <version>'],
  ])('with the summary %j says %j', async (summary, message) => {
    const { repository, git, merged } = aRepository();
    await drive(tag, SPEC, {
      playbook: PLAYBOOK,
      release: { summary },
      more: { outputs: outputs(merged) },
      repository,
    });

    expect(git.tags.get('v1.5.0')?.message).toBe(message);
  });

  it('before any merge is set on the branch of the release, and counted', async () => {
    const { repository, git } = aRepository();
    git.tag('v1.5.0-rc.1', 'v1.4.2');
    const more = { outputs: { cut: CUT } };
    const { move } = await drive(
      tag,
      { value: 'candidate', message: 'Candidate <n>' },
      { playbook: PLAYBOOK, more, repository },
    );

    expect(move).toMatchObject({ do: 'finish', output: { tag: 'v1.5.0-rc.2' } });
    expect(git.tags.get('v1.5.0-rc.2')).toEqual({
      commit: git.branches.get('release/v1.5.0'),
      message: 'Candidate 2',
    });
  });

  it('that is counted is not set twice on the same commit', async () => {
    const { repository, git } = aRepository();
    git.tag('v1.5.0-rc.1', 'release/v1.5.0');
    const more = { outputs: { cut: CUT } };
    const { move } = await drive(tag, { value: 'candidate' }, { playbook: PLAYBOOK, more, repository });

    expect(move).toMatchObject({
      do: 'finish',
      note: expect.stringContaining('`v1.5.0-rc.1` is on'),
      output: { tag: 'v1.5.0-rc.1' },
    });
  });

  it('is set on production where the branch of the release is gone', async () => {
    const { repository, git } = aRepository();
    git.branches.delete('release/v1.5.0');
    const { move } = await drive(tag, SPEC, { playbook: PLAYBOOK, more: { outputs: { cut: CUT } }, repository });

    expect(move).toMatchObject({ do: 'finish', output: { commit: git.branches.get('main') } });
  });

  it('of production is refused when a candidate is not in it', async () => {
    const { repository, git, merged } = aRepository();
    git.tag('v1.5.0-rc.1', git.commit('release/v1.5.0', { subject: 'fix: forgotten' }));
    const { move } = await drive(tag, SPEC, { playbook: PLAYBOOK, more: { outputs: outputs(merged) }, repository });

    expect(move).toMatchObject({
      do: 'fail',
      reason: expect.stringContaining('does not contain what was tagged `v1.5.0-rc.1`'),
    });
    expect(git.tags.has('v1.5.0')).toBe(false);
  });

  it('of an older line is set by a hotfix of that line only', async () => {
    const { repository, git } = aRepository();
    git.tag('v1.5.0', 'main');
    git.cut('hotfix/v1.4.3', 'v1.4.2');
    git.commit('hotfix/v1.4.3', { subject: 'fix: dates' });
    const playbook = { tags: TAGS, branches: { ...BRANCHES, release: { pattern: 'hotfix/v<version>', from: 'work' } } };
    const release = { version: '1.4.3', urgent: true };
    const more = { outputs: { cut: { branch: 'hotfix/v1.4.3', version: '1.4.3', commit: OTHER } } };

    expect((await drive(tag, SPEC, { playbook, release, more, repository })).move).toMatchObject({ do: 'finish' });
    expect(
      (
        await drive(tag, SPEC, {
          playbook,
          release: { version: '1.4.1', urgent: true },
          more: { outputs: { cut: { version: '1.4.1' } } },
          repository,
        })
      ).move,
    ).toMatchObject({ do: 'fail' });
  });

  it('is set once when the answer gets lost', async () => {
    const { repository, git, merged } = aRepository();
    repository.next('refs.createTag', 'lose');
    const { move } = await drive(tag, SPEC, { playbook: PLAYBOOK, more: { outputs: outputs(merged) }, repository });

    expect(move).toMatchObject({ do: 'finish' });
    expect(git.tags.get('v1.5.0')?.commit).toBe(merged);
    expect(repository.world.calls.filter((call) => call === 'refs.createTag')).toHaveLength(1);
  });

  it('that somebody sets elsewhere at that very moment is not moved', async () => {
    const { repository, git, merged } = aRepository();
    const facts = [surveyed(mark({ commit: merged }))];
    git.tag('v1.5.0', 'v1.4.2');
    const { move } = await drive(tag, SPEC, {
      playbook: PLAYBOOK,
      more: { outputs: outputs(merged) },
      facts,
      repository,
    });

    expect(move).toMatchObject({ do: 'fail', reason: expect.stringContaining('A tag is never moved') });
  });
});
