import { describe, expect, it } from '@jest/globals';
import { DidNotHappen, TransientError } from '../../src/core/errors.ts';
import { connect } from '../support/sandbox-github.ts';

const tip = (branches: ReadonlyMap<string, string>, name: string): string => branches.get(name) ?? '';

describe('a file', () => {
  it.each([
    ['small', 'name: kars\n'],
    ['with a byte order mark and Windows line breaks', '\uFEFFversion=1\r\n'],
    ['empty', ''],
    ['above one megabyte', '0123456789abc\n'.repeat(80_000)],
  ])('%s is committed and read to the byte', async (_what, content) => {
    await using at = await connect();
    const { files } = at.repository;
    const parent = tip(at.github.branches(), 'develop');

    const sha = await files.commit({
      branch: 'develop',
      parent,
      message: 'chore: raise\n\nby Shipmate',
      changes: [{ path: 'deep/er/file.txt', content }],
    });

    expect(sha).toBe(tip(at.github.branches(), 'develop'));
    expect(await files.read('deep/er/file.txt', sha)).toBe(content);
  });

  it('that is not there, or a folder, is none', async () => {
    await using at = await connect();
    const { files } = at.repository;

    expect(await files.read('nope.txt', 'main')).toBeUndefined();
    expect(await files.read('src', 'main')).toBeUndefined();
  });

  it('is certainly not committed when the branch has moved on', async () => {
    await using at = await connect();
    const { files } = at.repository;
    const parent = tip(at.github.branches(), 'develop');
    const commit = (content: string) =>
      files.commit({ branch: 'develop', parent, message: 'chore: x', changes: [{ path: 'x.txt', content }] });
    await commit('one');

    await expect(commit('two')).rejects.toThrow(DidNotHappen);
    expect(await files.read('x.txt', 'develop')).toBe('one');
  });

  it('whose commit was not answered is unknown, until somebody reads it', async () => {
    await using at = await connect();
    const { files } = at.repository;
    const parent = tip(at.github.branches(), 'develop');
    at.github.faults.add({ on: 'graphql.createCommitOnBranch', do: 'lose-answer' });

    const error = await files
      .commit({ branch: 'develop', parent, message: 'chore: x', changes: [{ path: 'x.txt', content: 'one' }] })
      .catch((thrown: unknown) => thrown);

    expect(error).not.toBeInstanceOf(DidNotHappen);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ message: expect.stringContaining('nobody knows') });
    expect(await files.read('x.txt', 'develop')).toBe('one');
  });
});
