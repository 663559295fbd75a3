import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TransientError, UserError } from '../../src/core/errors.ts';
import type { History } from '../../src/core/repository/history.ts';
import { createGitHub } from '../../src/github/github.ts';
import { json, serve } from '../support/local-server.ts';
import { recordingLog } from '../support/quiet.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';
import { until } from '../support/until.ts';

const ANA = 'ana-kars';
const push = (at: Connected, message: string, content = message): Promise<string> =>
  at.github.as(ANA).push({ branch: 'develop', message, files: { 'told.txt': content } });
const tip = (at: Connected, branch: string): string => at.github.branches().get(branch) ?? '';
const visits = (at: Connected): number => at.github.calls.filter(({ name }) => name === 'git-http.ask').length;
const subjects = async (history: History, head: string, base?: string): Promise<readonly string[]> =>
  (await history.commits({ head, base })).map(({ subject }) => subject);

describe('the history of a repository', () => {
  it('is what head has and base has not, newest first, however it is called', async () => {
    await using at = await connect();
    const base = tip(at, 'develop');
    await at.github.as(ANA).tag('v8.0.0', 'develop');
    await push(at, 'feat: export (#7)\n\nCloses #3');
    const head = await push(at, 'fix: <!channel> $(reboot) `x`');
    const { history } = at.repository;

    const named = await history.commits({ head: 'develop', base: 'v8.0.0' });

    expect(named.map(({ subject }) => subject)).toEqual(['fix: <!channel> $(reboot) `x`', 'feat: export (#7)']);
    expect(named[1]).toMatchObject({ parents: [base], email: expect.stringContaining('@'), body: 'Closes #3' });
    expect(await history.commits({ head, base })).toEqual(named);
    expect((await history.commits({ head })).length).toBeGreaterThan(10);
  });

  it('has in it what was pushed a moment ago', async () => {
    await using at = await connect();
    const base = tip(at, 'develop');
    await at.repository.history.commits({ head: 'develop' });
    await push(at, 'later');

    expect(await subjects(at.repository.history, 'develop', base)).toEqual(['later']);
  });

  it('follows a branch that was rewritten, and forgets one that was deleted', async () => {
    await using at = await connect();
    const { history } = at.repository;
    const base = tip(at, 'main');
    await at.github.as(ANA).push({ branch: 'side', from: 'main', message: 'wrong', files: { 'x.txt': 'x' } });
    expect(await subjects(history, 'side', base)).toEqual(['wrong']);
    await at.github.as(ANA).forcePush('side', base);

    expect(await subjects(history, 'side', base)).toEqual([]);
    await at.github.as(ANA).deleteBranch('side');
    await expect(history.commits({ head: 'side' })).rejects.toThrow(UserError);
  });

  it('is not fetched for commits that are here', async () => {
    await using at = await connect();
    await at.repository.history.commits({ head: 'develop' });
    const before = visits(at);

    await at.repository.history.withStatistics({ head: tip(at, 'develop'), base: tip(at, 'main') });

    expect(visits(at)).toBe(before);
  });

  it('is fetched once for those who ask together', async () => {
    await using at = await connect();
    const { history } = at.repository;

    await Promise.all([history.commits({ head: 'develop' }), history.withStatistics({ head: 'main' })]);

    expect(visits(at)).toBe(1);
  });

  it('is counted in the files and lines that differ', async () => {
    await using at = await connect();
    const base = await push(at, 'one', 'a\nb\n');
    await push(at, 'two', 'a\nc\nd\n');

    const { commits, statistics } = await at.repository.history.withStatistics({ head: 'develop', base });

    expect(statistics).toEqual({ files: 1, added: 2, removed: 1 });
    expect(commits.map(({ subject }) => subject)).toEqual(['two']);
  });

  it('has nothing under a name that is none', async () => {
    await using at = await connect();

    for (const head of ['--output=/tmp/x', 'nope', 'main..main', 'main@{1}', '', 'a'.repeat(40), 'main^{/x}']) {
      await expect(at.repository.history.commits({ head })).rejects.toThrow(
        expect.objectContaining({ code: 'no_ref', message: expect.stringContaining(`\`${head}\``) }),
      );
    }
  });
});

describe('the mirror', () => {
  it('has the token in none of its files', async () => {
    await using at = await connect({ as: 'token' });
    await at.repository.history.commits({ head: 'main' });

    const secret = Buffer.from(`x-access-token:${at.github.token}`).toString('base64');
    const files = readdirSync(at.mirror, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(files.length).toBeGreaterThan(3);
    expect(texts.filter((text) => text.includes(at.github.token) || text.includes(secret))).toEqual([]);
  });

  it('heals from the lock of a git that was killed', async () => {
    await using at = await connect();
    const { history } = at.repository;
    await at.github.as(ANA).push({ branch: 'side', from: 'main', files: { 'x.txt': 'x' } });
    await history.commits({ head: 'side' });
    await at.github.as(ANA).deleteBranch('side');
    await push(at, 'later');
    writeFileSync(join(at.mirror, 'packed-refs.lock'), '');

    expect((await subjects(history, 'develop'))[0]).toBe('later');
    expect(at.log.lines.map(({ message }) => message)).toContain('a git mirror is broken and made anew');
  });

  it.each(['objects', 'HEAD', 'refs'])('heals when its %s is gone', async (part) => {
    await using at = await connect();
    const { history } = at.repository;
    const before = await history.commits({ head: 'main' });
    rmSync(join(at.mirror, part), { recursive: true });

    expect(await history.commits({ head: 'main' })).toEqual(before);
  });

  it('that is broken is not taken for the repository around it', async () => {
    await using at = await connect();
    await at.repository.history.commits({ head: 'main' });
    cpSync(at.github.folder, join(at.mirror, '../.git'), { recursive: true });
    rmSync(join(at.mirror, 'HEAD'));
    at.github.faults.add({ on: 'git-http.fetch', do: 'error', status: 503, times: 9 });

    await expect(at.repository.history.commits({ head: tip(at, 'main') })).rejects.toThrow(TransientError);
  });

  it.each(['drop', 'error', 'lose-answer'] as const)(
    'waits for a GitHub that meets a %s, and keeps what it has',
    async (fault) => {
      await using at = await connect();
      const { history } = at.repository;
      await history.commits({ head: 'main' });
      at.github.faults.add({ on: 'git-http.fetch', do: fault, status: 503, times: 9 });

      await expect(history.commits({ head: 'main' })).rejects.toThrow(TransientError);

      expect(at.log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
      expect(existsSync(join(at.mirror, 'HEAD'))).toBe(true);
    },
  );

  it('names the right that it lacks', async () => {
    await using at = await connect();
    at.github.rights.app.contents = 'none';

    await expect(at.repository.history.commits({ head: 'main' })).rejects.toMatchObject({
      code: 'github_refused',
      fix: 'Give Shipmate the right `Contents: read` in `humac/kars`.',
    });
  });

  it('goes on being filled when the patience of whoever asked ends', async () => {
    await using at = await connect();
    const sha = tip(at, 'main');
    const patience = new AbortController();
    at.github.faults.add({ on: 'git-http.fetch', do: 'delay', ms: 1_500 });
    const asked = at.within(patience.signal).history.commits({ head: 'main' });
    asked.catch(() => {});
    await until('git came', () => visits(at) > 0);
    patience.abort();

    await expect(asked).rejects.toThrow(TransientError);

    expect((await at.repository.history.commits({ head: sha }))[0]).toMatchObject({ sha });
    expect(visits(at)).toBe(1);
  });
});

describe('git', () => {
  const commitsAt = (apiUrl: string, mirrors: string, { token = 'ghp_not-a-real-one', name = 'acme/shop' } = {}) => {
    const parts = { mirrors, machine: Date.now, log: recordingLog(), env: process.env, isHasty: true };
    const github = createGitHub({ apiUrl, identity: { token } }, parts);
    return github.repository(name, AbortSignal.timeout(60_000)).history.commits({ head: 'main' });
  };

  it('finds its mirrors by a path from the working folder, too', async () => {
    await using at = await connect();
    const { apiUrl, token, repository } = at.github;

    const commits = await commitsAt(apiUrl, relative(process.cwd(), join(at.mirror, '../near')), {
      token,
      name: repository,
    });

    expect(commits[0]).toMatchObject({ sha: tip(at, 'main') });
    expect(existsSync(join(at.mirror, '../near', `${repository}.git`, 'HEAD'))).toBe(true);
  });

  it('takes the token to no other host, whoever sends it there', async () => {
    await using at = await connect();
    await using other = await serve((_request, response) => json(response, {}));
    const elsewhere = `${other.url}/acme/shop.git`;
    await using sent = await serve(({ path, headers }, response) => {
      if (path === '/repos/acme/shop') return json(response, { clone_url: `http://${headers.host}/acme/shop.git` });
      response.writeHead(302, { location: `${elsewhere}/info/refs?service=git-upload-pack` }).end();
    });
    await using told = await serve((_request, response) => json(response, { clone_url: elsewhere }));

    await expect(commitsAt(sent.url, join(at.mirror, '../sent'))).rejects.toThrow(TransientError);
    await expect(commitsAt(told.url, join(at.mirror, '../told'))).rejects.toMatchObject({ code: 'github_origin' });

    expect(other.seen).toEqual([]);
  });
});
