import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { json } from './local-server.ts';

/** GitHub as git sees it: one repository, `acme/shop`, over HTTP by git's own server, and where the API says that it is. */
export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** For mirrors; thrown away with the server. */
  readonly mirrors: string;
  /** What git is answered instead of the truth. */
  fault: ((response: ServerResponse) => void) | undefined;
  /** Called when git comes. */
  onVisit: (() => void) | undefined;
  /** How often git came. */
  visits(): number;
  /** Runs git in the repository itself. */
  git(...argv: readonly string[]): string;
  /** Puts a commit on a branch; its SHA. */
  commit(message: string, options?: { readonly on?: string; readonly content?: string }): string;
}

export const TOKEN = 'ghs_123_not.a-real.one';
const LOGIN = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
const WHO = {
  GIT_AUTHOR_NAME: 'Ana Ito',
  GIT_AUTHOR_EMAIL: 'ana@example.com',
  GIT_COMMITTER_NAME: 'Ana',
  GIT_COMMITTER_EMAIL: 'a@b.c',
};

export async function serveGit(): Promise<GitServer> {
  const root = mkdtempSync(join(tmpdir(), 'shipmate-git-'));
  const bare = join(root, 'acme/shop.git');
  const git = (argv: readonly string[], input = ''): string =>
    execFileSync('git', argv, { env: { ...process.env, ...WHO, GIT_DIR: bare }, input, encoding: 'utf8' }).trim();
  mkdirSync(bare, { recursive: true });
  git(['init', '--quiet', '--bare', '--initial-branch=main']);
  let visits = 0;
  const server = createServer(async (request, response) => {
    const url = `http://${request.headers.host}/acme/shop.git`;
    if (request.url === '/repos/acme/shop') return json(response, { clone_url: url });
    if (request.url?.includes('/info/refs')) {
      visits += 1;
      self.onVisit?.();
    }
    if (self.fault) return self.fault(response);
    if (request.headers.authorization !== LOGIN) return json(response, {}, 401);
    await backend(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: GitServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mirrors: join(root, 'mirrors'),
    fault: undefined,
    onVisit: undefined,
    visits: () => visits,
    git: (...argv) => git(argv),
    commit(message, { on = 'main', content = message } = {}) {
      const blob = git(['hash-object', '-w', '--stdin'], content);
      const tree = git(['mktree'], `100644 blob ${blob}\tfile.txt\n`);
      const parent = git(['for-each-ref', '--format=%(objectname)', `refs/heads/${on}`]);
      const sha = git(['commit-tree', tree, ...(parent ? ['-p', parent] : [])], message);
      git(['update-ref', `refs/heads/${on}`, sha]);
      return sha;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
  return self;
}

/** Speaks CGI with `git http-backend`. */
async function backend(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(child.stdin);
  const output = await buffer(child.stdout);
  const end = output.indexOf('\r\n\r\n');
  const headers = output
    .subarray(0, end)
    .toString()
    .split('\r\n')
    .map((line) => line.split(': '));
  const status = headers.find(([name]) => name === 'Status')?.[1];
  response.writeHead(
    Number.parseInt(status ?? '200', 10),
    Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
  );
  response.end(output.subarray(end + 4));
}
