import { describe, expect, it } from '@jest/globals';
import bump from '../../src/steps/bump.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'version' };
const HEAD = 'aaaaaaa000000000000000000000000000000000';
const ONE = 'bbbbbbb000000000000000000000000000000000';
const TWO = 'ccccccc000000000000000000000000000000000';
const FILES = ['backend/package.json', 'frontend/package.json'];
const BY_FOLDER = { files: FILES, commit: 'chore: bump <folder> to v<version>' };
/** The branch was cut before, so that the version stays. */
const CUT = { outputs: { branch: { branch: 'release/v1.5.0', commit: HEAD, version: '1.5.0' } } };

const groups = [
  { folder: 'backend', files: ['backend/package.json'] },
  { folder: 'frontend', files: ['frontend/package.json'] },
];
const read = (more: object = {}) => ({
  type: 'read',
  branch: 'release/v1.5.0',
  head: HEAD,
  groups,
  found: ['1.4.2', '1.4.0'],
  problems: [],
  ...more,
});
const committed = (folder: string, commit: string) => ({ type: 'committed', folder, commit });

describe('a bump', () => {
  it.each<[string, ViewParts, object]>([
    ['reads the files', {}, { do: 'act', action: 'read' }],
    ['commits what has another version', { facts: [read()] }, { do: 'act', action: 'commit' }],
    ['commits folder by folder', { facts: [read(), committed('backend', ONE)] }, { do: 'act', action: 'commit' }],
    [
      'is done when every folder has its commit',
      { facts: [read(), committed('backend', ONE), committed('frontend', TWO)] },
      {
        do: 'finish',
        note: 'from 1.4.2 and 1.4.0 to 1.5.0 on `release/v1.5.0`, in 2 commits',
        output: { version: '1.5.0', branch: 'release/v1.5.0', commit: TWO },
      },
    ],
    [
      'has nothing to do when every file has the version',
      { facts: [read({ groups: [], found: ['1.5.0'] })] },
      { do: 'finish', note: 'every file has 1.5.0 already', output: { commit: HEAD } },
    ],
    [
      'reads again when the branch moved on before its commit',
      { facts: [read(), committed('backend', ONE), { type: 'moved' }] },
      { do: 'act', action: 'read' },
    ],
    [
      'gives up on a branch that is never quiet',
      { facts: [read(), ...Array.from({ length: 6 }, () => ({ type: 'moved' }))] },
      { do: 'fail', reason: expect.stringContaining('pushes to `release/v1.5.0` all the time') },
    ],
    [
      'names each file in which it finds no version',
      { facts: [read({ problems: ['`setup.py`: it gives no `version` as a text', '`a`: there is no such file'] })] },
      {
        do: 'fail',
        reason: 'on `release/v1.5.0`:\n`setup.py`: it gives no `version` as a text\n`a`: there is no such file',
      },
    ],
    [
      'has no files to raise',
      { playbook: { version: { files: [], commit: 'x' } } },
      { do: 'fail', reason: expect.stringContaining('names no files') },
    ],
    [
      'may be the first to need the version',
      { release: { provisional: true }, more: { outputs: {} } },
      { do: 'act', action: 'propose' },
    ],
  ])('%s', (_fact, parts, move) => {
    const playbook = { version: BY_FOLDER, ...parts.playbook };

    expect(bump.next(viewFor(bump, SPEC, { more: CUT, ...parts, playbook }))).toMatchObject(move);
  });
});

const pack = (version: string) => `{\r\n\t"name": "x",\r\n\t"version": "${version}"\r\n}`;
const lock = (version: string) => `{ "version": "${version}", "packages": { "": { "version": "${version}" } } }\n`;

function aRepository(files: Readonly<Record<string, string>> = {}) {
  const git = new MemoryGit();
  git.commit('release/v1.5.0', {
    files: {
      'backend/package.json': pack('1.4.2'),
      'backend/package-lock.json': lock('1.4.2'),
      'frontend/package.json': pack('1.4.0'),
      ...files,
    },
  });
  return memoryRepository(git);
}

const onBranch = (repository: ReturnType<typeof aRepository>) =>
  repository.world.git
    .reachable('release/v1.5.0')
    .map(({ subject }) => subject)
    .reverse();

const run = (repository: ReturnType<typeof aRepository>, version = BY_FOLDER) =>
  drive(bump, SPEC, { more: CUT, playbook: { version }, repository });

describe('a bump at the host', () => {
  it('makes one commit for each folder, with its lock file', async () => {
    const repository = aRepository();
    const { move } = await run(repository);
    const { git } = repository.world;

    expect(move).toMatchObject({ do: 'finish', output: { commit: git.branches.get('release/v1.5.0') } });
    expect(onBranch(repository)).toEqual([
      'chore: work',
      'chore: bump backend to v1.5.0',
      'chore: bump frontend to v1.5.0',
    ]);
    expect(git.file('release/v1.5.0', 'backend/package.json')).toBe(pack('1.5.0'));
    expect(git.file('release/v1.5.0', 'backend/package-lock.json')).toBe(lock('1.5.0'));
    expect(git.file('release/v1.5.0', 'frontend/package.json')).toBe(pack('1.5.0'));
  });

  it('makes one commit where the message names no folder', async () => {
    const repository = aRepository();
    await run(repository, { files: FILES, commit: 'chore: release v<version>' });

    expect(onBranch(repository)).toEqual(['chore: work', 'chore: release v1.5.0']);
  });

  it('commits nothing where a file has the version already', async () => {
    const repository = aRepository({ 'frontend/package.json': pack('1.5.0') });
    await run(repository);

    expect(onBranch(repository)).toEqual(['chore: work', 'chore: bump backend to v1.5.0']);
  });

  it('finds its commit again when the answer gets lost', async () => {
    const repository = aRepository();
    repository.next('files.commit', 'lose');
    const { move } = await run(repository);

    expect(move).toMatchObject({ do: 'finish', note: expect.stringContaining('in 2 commits') });
    expect(onBranch(repository)).toHaveLength(3);
  });

  it('commits on top of what somebody pushed in the meantime', async () => {
    const repository = aRepository();
    const { git } = repository.world;
    const fact = { ...read(), head: git.branches.get('release/v1.5.0') };
    git.commit('release/v1.5.0', { subject: 'fix: dates' });
    const { move } = await drive(bump, SPEC, {
      more: CUT,
      playbook: { version: BY_FOLDER },
      facts: [fact],
      repository,
    });

    expect(move).toMatchObject({ do: 'finish' });
    expect(onBranch(repository).slice(1)).toEqual([
      'fix: dates',
      'chore: bump backend to v1.5.0',
      'chore: bump frontend to v1.5.0',
    ]);
  });

  it('changes no file when one of them has no version', async () => {
    const repository = aRepository({ 'frontend/package.json': '{}' });
    const { move } = await run(repository);

    expect(move).toMatchObject({
      do: 'fail',
      reason: 'on `release/v1.5.0`:\n`frontend/package.json`: it has no `version` that is a text',
    });
    expect(onBranch(repository)).toHaveLength(1);
  });

  it('says that there is no branch', async () => {
    const { move } = await run(memoryRepository());

    expect(move).toMatchObject({ do: 'fail', reason: expect.stringContaining('there is no such branch') });
  });
});
