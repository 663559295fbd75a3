import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TransientError, UserError } from '../../src/core/errors.ts';
import type { History } from '../../src/core/repository/history.ts';
import { createGitHub } from '../../src/github/github.ts';
import { type GitServer, serveGit, TOKEN } from '../support/git-server.ts';
import { json } from '../support/local-server.ts';
import { type RecordingLog, recordingLog } from '../support/quiet.ts';

interface Opened {
  readonly history: History;
  readonly within: (signal: AbortSignal) => History;
  readonly log: RecordingLog;
}

const PATIENT = AbortSignal.timeout(600_000);

function open(server: GitServer, { token = TOKEN } = {}): Opened {
  const log = recordingLog();
  const parts = { mirrors: server.mirrors, machine: Date.now, log, env: process.env, isHasty: true };
  const github = createGitHub({ apiUrl: server.url, identity: { token } }, parts);
  const within = (signal: AbortSignal) => github.repository('acme/shop', signal).history;
  return { history: within(PATIENT), within, log };
}

const mirrorOf = (server: GitServer): string => join(server.mirrors, 'acme/shop.git');
const subjects = async (history: History, head: string, base?: string) =>
  (await history.commits({ head, base })).map(({ subject }) => subject);

describe('the history of a repository', () => {
  it('is what head has and base has not, newest first, however it is called', async () => {
    await using server = await serveGit();
    const first = server.commit('start');
    server.git('tag', '-a', 'v1.0.0', first, '-m', 'one');
    server.commit('feat: export (#7)\n\nCloses #3');
    const last = server.commit('fix: import');
    const { history } = open(server);

    expect(await subjects(history, 'main', 'v1.0.0')).toEqual(['fix: import', 'feat: export (#7)']);
    expect(await subjects(history, last, first)).toEqual(['fix: import', 'feat: export (#7)']);
    expect(await subjects(history, 'main')).toHaveLength(3);
    expect((await history.commits({ head: 'main', base: 'v1.0.0' }))[1]).toMatchObject({
      parents: [first],
      author: 'Ana Ito',
      email: 'ana@example.com',
      body: 'Closes #3',
    });
  });

  it('has in it what was pushed a moment ago', async () => {
    await using server = await serveGit();
    server.commit('start');
    const { history } = open(server);
    await history.commits({ head: 'main' });
    server.commit('later');

    expect(await subjects(history, 'main')).toEqual(['later', 'start']);
  });

  it('follows a branch that was rewritten, and forgets one that was deleted', async () => {
    await using server = await serveGit();
    const first = server.commit('start');
    server.commit('wrong');
    server.commit('side', { on: 'side' });
    const { history } = open(server);
    await history.commits({ head: 'side' });
    server.git('update-ref', 'refs/heads/main', first);
    server.git('update-ref', '-d', 'refs/heads/side');

    expect(await subjects(history, 'main')).toEqual(['start']);
    await expect(history.commits({ head: 'side' })).rejects.toThrow(UserError);
  });

  it('is not fetched for commits that are here', async () => {
    await using server = await serveGit();
    const first = server.commit('start');
    const last = server.commit('later');
    const { history } = open(server);
    await history.commits({ head: 'main' });
    const visits = server.visits();

    await history.statistics({ head: last, base: first });

    expect(server.visits()).toBe(visits);
  });

  it('is fetched once for those who ask together', async () => {
    await using server = await serveGit();
    server.commit('start');
    const { history } = open(server);

    await Promise.all([history.commits({ head: 'main' }), history.statistics({ head: 'main' })]);

    expect(server.visits()).toBe(1);
  });

  it('is counted without merges, with the lines that differ', async () => {
    await using server = await serveGit();
    const first = server.commit('start', { content: 'a\nb\n' });
    server.commit('later', { content: 'a\nc\nd\n' });
    const { history } = open(server);

    expect(await history.statistics({ head: 'main', base: first })).toEqual({
      commits: 1,
      files: 1,
      added: 2,
      removed: 1,
    });
    expect(await history.statistics({ head: 'main' })).toEqual({ commits: 2, files: 1, added: 3, removed: 0 });
  });

  it.each(['--output=/tmp/x', 'nope', 'main..main', 'main@{1}', '', 'a'.repeat(40), 'v1^{/x}'])(
    'has no `%s`',
    async (head) => {
      await using server = await serveGit();
      server.commit('start');

      await expect(open(server).history.commits({ head })).rejects.toThrow(
        expect.objectContaining({ code: 'no_ref', message: expect.stringContaining(`\`${head}\``) }),
      );
    },
  );
});

describe('the mirror', () => {
  it('has the token in no file and no argument', async () => {
    await using server = await serveGit();
    server.commit('start');
    await open(server).history.commits({ head: 'main' });

    const secret = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    const files = readdirSync(mirrorOf(server), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(files.length).toBeGreaterThan(3);
    expect(texts.filter((text) => text.includes(TOKEN) || text.includes(secret))).toEqual([]);
  });

  it.each([
    ['a lock that a killed git left', 'packed-refs.lock'],
    ['a lock on what it is', 'config.lock'],
  ])('heals from %s', async (_what, file) => {
    await using server = await serveGit();
    server.commit('start');
    await open(server).history.commits({ head: 'main' });
    server.git('update-ref', 'refs/heads/side', 'main');
    server.commit('later');
    server.git('update-ref', '-d', 'refs/heads/side');
    writeFileSync(join(mirrorOf(server), file), '');

    expect(await subjects(open(server).history, 'main')).toEqual(['later', 'start']);
  });

  it.each(['objects', 'HEAD', 'refs'])('heals when its %s is gone', async (part) => {
    await using server = await serveGit();
    server.commit('start');
    const { history, log } = open(server);
    await history.commits({ head: 'main' });
    rmSync(join(mirrorOf(server), part), { recursive: true });

    expect(await subjects(history, 'main')).toEqual(['start']);
    expect(log.lines.map(({ message }) => message)).toContain('a git mirror is broken and made anew');
  });

  it('that is broken is not taken for the repository around it', async () => {
    await using server = await serveGit();
    const sha = server.commit('start');
    const { history } = open(server);
    await history.commits({ head: 'main' });
    cpSync(join(server.mirrors, '../acme/shop.git'), join(server.mirrors, '.git'), { recursive: true });
    rmSync(join(mirrorOf(server), 'HEAD'));
    server.fault = (response) => json(response, {}, 503);

    await expect(history.commits({ head: sha })).rejects.toThrow(TransientError);
  });

  it('waits for a GitHub that is down, and keeps what it has', async () => {
    await using server = await serveGit();
    server.commit('start');
    const { history, log } = open(server);
    await history.commits({ head: 'main' });
    server.fault = (response) => response.destroy();

    await expect(history.commits({ head: 'main' })).rejects.toThrow(TransientError);

    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(existsSync(join(mirrorOf(server), 'HEAD'))).toBe(true);
  });

  it('names the right that it lacks', async () => {
    await using server = await serveGit();
    server.commit('start');

    await expect(open(server, { token: 'ghp_wrong' }).history.commits({ head: 'main' })).rejects.toMatchObject({
      code: 'github_refused',
      fix: 'Give Shipmate the right `Contents: read` in `acme/shop`.',
    });
  });

  it('takes the token to no other host', async () => {
    await using server = await serveGit();
    await using other = await serveGit();
    server.fault = (response) => response.writeHead(302, { location: `${other.url}/acme/shop.git/info/refs` }).end();

    await expect(open(server).history.commits({ head: 'main' })).rejects.toThrow(TransientError);

    expect(other.visits()).toBe(0);
  });

  it('goes on being filled when the patience of whoever asked ends', async () => {
    await using server = await serveGit();
    const sha = server.commit('start');
    const { within, history } = open(server);
    const patience = new AbortController();
    server.onVisit = () => patience.abort();

    await expect(within(patience.signal).commits({ head: 'main' })).rejects.toThrow(TransientError);

    expect(await subjects(history, sha)).toEqual(['start']);
    expect(server.visits()).toBe(1);
  });
});
