import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { blank } from '../src/programs/output.ts';
import { secretValues } from '../src/secrets.ts';

let playbooks: string;

beforeAll(async () => {
  playbooks = await mkdtemp(join(tmpdir(), 'playbooks-'));
  await writeFile(join(playbooks, 'web.yml'), 'targets: { live: { bearer: $WEB_TOKEN } }');
});
afterAll(() => rm(playbooks, { recursive: true }));

it('are those of Shipmate and those that playbooks name', () => {
  const env = { GITHUB_TOKEN: 'ghp_1', GITHUB_WEBHOOK_SECRET: 'hush', WEB_TOKEN: 'web-1', HOME: '/home/lee' };

  expect([...secretValues(env, playbooks)].sort()).toEqual(['ghp_1', 'hush', 'web-1']);
});

const BODY = ['MIIEowIBAAKCAQEAx7', 'kJb2nT9vQ1rZ4pLs8w'];
const pem = (end: string): string => ['-----BEGIN KEY-----', ...BODY, '-----END KEY-----', ''].join(end);

it.each([
  ['as it is', pem('\n')],
  ['in one line', pem('\\n')],
])('of several lines are blanked line by line, written %s', (_how, value) => {
  const secrets = secretValues({ GITHUB_APP_PRIVATE_KEY: value }, playbooks);

  for (const text of [pem('\n'), value, BODY[0] ?? '', `second line: ${BODY[1]}`]) {
    expect(BODY.filter((line) => blank(text, secrets).includes(line))).toEqual([]);
  }
});
