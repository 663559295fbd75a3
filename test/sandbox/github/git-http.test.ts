import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freshLoopback } from './loopback.ts';

const here = freshLoopback();
const run = promisify(execFile);

let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

const ENV = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Dana',
  GIT_AUTHOR_EMAIL: 'dana@kars.example',
  GIT_COMMITTER_NAME: 'Dana',
  GIT_COMMITTER_EMAIL: 'dana@kars.example',
};

async function git(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  try {
    const { stdout, stderr } = await run('git', [...args], { cwd: clone, env: ENV });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stderr } = Object(error);
    return { code: Number(code), text: String(stderr) };
  }
}

const address = (token: string): string =>
  `${here().github.url.replace('://', `://x-access-token:${token}@`)}/humac/kars.git`;

async function cloned(login: string, branch = 'develop'): Promise<void> {
  await git('clone', '--quiet', '--branch', branch, address(here().github.tokenOf(login)), '.');
}

async function commit(file: string, text: string): Promise<string> {
  writeFileSync(join(clone, file), text);
  await git('add', '-A');
  await git('commit', '--quiet', '-m', `add ${file}`);
  return (await git('rev-parse', 'HEAD')).text.trim();
}

describe('git over HTTP', () => {
  it('clones what is there, tags and pull requests included', async () => {
    await cloned('dana-kars');

    const head = await git('rev-parse', 'HEAD');
    const tag = await git('describe', '--tags', 'origin/main');
    const pull = await git('ls-remote', 'origin', 'refs/pull/45/head');

    expect(head.text.trim()).toBe(here().tip('develop'));
    expect(tag.text.trim()).toBe('v1.4.2');
    expect(pull.text).toContain(here().github.pull(45).head.sha);
  });

  it('takes a push, and whatever follows from one', async () => {
    const { github, tip } = here();
    await cloned('dana-kars', 'feat/saved-searches');
    const sha = await commit('a.txt', 'a');

    const pushed = await git('push', 'origin', 'HEAD');

    expect(pushed.code).toBe(0);
    expect(tip('feat/saved-searches')).toBe(sha);
    expect(github.pull(45).head.sha).toBe(sha);
    expect(github.checkRuns(sha).map(({ name }) => name)).toEqual(['test', 'lint']);
    expect(github.effects).toMatchObject([{ kind: 'update-branch', what: 'feat/saved-searches', by: 'dana-kars' }]);
  });

  it('is fetched again after something happened over the API', async () => {
    await cloned('dana-kars');
    const sha = await here()
      .github.as('lee-kars')
      .push({ branch: 'feat/new', files: { 'x.txt': 'x' } });

    await git('fetch', '--quiet', 'origin');

    expect((await git('rev-parse', 'origin/feat/new')).text.trim()).toBe(sha);
  });

  it('refuses what the rules of a branch refuse, and lets in the rest', async () => {
    const { tip, github } = here();
    const before = tip('develop');
    await cloned('dana-kars');
    await commit('a.txt', 'a');

    const { code, text } = await git('push', 'origin', 'HEAD:develop', 'HEAD:feat/new');

    expect(code).not.toBe(0);
    expect(text).toContain('GH013: Repository rule violations found for refs/heads/develop');
    expect(text).toContain('Changes must be made through a pull request.');
    expect(text).toContain('push declined due to repository rule violations');
    expect(tip('develop')).toBe(before);
    expect(github.effects).toMatchObject([{ kind: 'create-branch', what: 'feat/new' }]);
  });

  it('lets in all of an atomic push or nothing', async () => {
    const { tip } = here();
    await cloned('dana-kars');
    await commit('a.txt', 'a');

    const { code } = await git('push', '--atomic', 'origin', 'HEAD:develop', 'HEAD:feat/new');

    expect(code).not.toBe(0);
    expect(tip('feat/new')).toBe('');
  });

  it.each([
    ['devon-kars', 'an admin, who gets past the rules of the team', 0],
    ['dana-kars', 'anybody else', 1],
  ])('from %s is the push of %s', async (login, _who, code) => {
    await cloned(login);
    await commit('a.txt', 'a');

    expect((await git('push', 'origin', 'HEAD:develop')).code).toBe(code);
  });

  it('refuses a branch that is behind, and one that is deleted against the rules', async () => {
    const { github } = here();
    await cloned('lee-kars', 'fix/login-loop');
    await github.as('lee-kars').push({ branch: 'fix/login-loop', files: { 'b.txt': 'b' } });
    await commit('a.txt', 'a');

    expect((await git('push', 'origin', 'HEAD')).text).toContain('fetch first');
    expect((await git('push', '--force', 'origin', 'HEAD')).code).toBe(0);
    expect((await git('push', 'origin', ':develop')).text).toContain('Cannot delete this protected ref.');
  });

  it.each([
    ['a wrong token', 'wrong'],
    ['no token', ''],
  ])('lets nobody in with %s', async (_what, token) => {
    expect((await git('clone', address(token), '.')).text).toContain('Authentication failed');
  });

  it('asks for the right to write', async () => {
    const { github } = here();
    await cloned('dana-kars');
    await commit('a.txt', 'a');
    github.rights.people.contents = 'read';

    expect((await git('push', 'origin', 'HEAD:feat/new')).text).toContain('403');
  });

  it('loses the answer to a push that was carried out', async () => {
    const { github, tip } = here();
    await cloned('dana-kars');
    const sha = await commit('a.txt', 'a');
    github.faults.add({ on: 'git-http.push', do: 'lose-answer' });

    const { code } = await git('push', 'origin', 'HEAD:feat/new');

    expect(code).not.toBe(0);
    expect(tip('feat/new')).toBe(sha);
  });
});
