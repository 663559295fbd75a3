import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { createFakeGitHub, type FakeGitHub } from '../../../src/sandbox/github/fake-github.ts';

const at = { owner: 'humac', repo: 'kars' };

let folder: string;
let github: FakeGitHub;
let octokit: Octokit;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'github-'));
  github = await createFakeGitHub({ folder });
  octokit = new Octokit({ baseUrl: github.apiUrl, auth: github.token });
});

afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tip = (branch: string): string => github.branches().get(branch) ?? '';

describe('a branch', () => {
  it('is read, made, moved forward and deleted', async () => {
    const sha = tip('develop');
    await octokit.git.createRef({ ...at, ref: 'refs/heads/release/v1.5.0', sha: tip('main') });
    await octokit.git.updateRef({ ...at, ref: 'heads/release/v1.5.0', sha });
    const { data } = await octokit.git.getRef({ ...at, ref: 'heads/release/v1.5.0' });
    await octokit.git.deleteRef({ ...at, ref: 'heads/release/v1.5.0' });

    expect(data.object).toMatchObject({ sha, type: 'commit' });
    expect(github.branches().has('release/v1.5.0')).toBe(false);
    expect(github.effects.map(({ kind }) => kind)).toEqual(['create-branch', 'update-branch', 'delete-branch']);
  });
});
