import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseConfig, parseGitHub } from '../src/config.ts';
import { githubSettings } from '../src/github-config.ts';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
const CURVE = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

const LEAST = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.trim());
  }
}

describe('the environment', () => {
  it('needs two tokens; the rest has a default', () => {
    expect(parseConfig(LEAST)).toMatchObject({
      DATABASE_URL: 'data/state/shipmate.sqlite',
      PLAYBOOKS: 'data/playbooks',
      HOST: '127.0.0.1',
      PORT: 3000,
      LOG_LEVEL: 'info',
      SANDBOX_CLOCK: false,
      SLACK_API_URL: 'https://slack.com/api/',
      GITHUB_API_URL: 'https://api.github.com',
    });
  });

  it('may have a signing secret in place of the app token', () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '12345678' })).toEqual([]);
  });

  it('is told everything that is wrong with it, at once', () => {
    const problems = problemsOf({
      PORT: 'a lot',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'postgres://x',
      HEARTBEAT_URL: 'here',
      GITHUB_APP_ID: 'shipmate',
      GITHUB_TOKEN: 'two words',
      GITHUB_WEBHOOK_SECRET: 'short',
      GITHUB_API_URL: 'github',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
      [
        ...['SLACK_BOT_TOKEN', 'DATABASE_URL', 'PORT', 'LOG_LEVEL', 'HEARTBEAT_URL', 'SLACK_APP_TOKEN'],
        ...['GITHUB_APP_ID', 'GITHUB_TOKEN', 'GITHUB_WEBHOOK_SECRET', 'GITHUB_API_URL'],
        // Nothing of an App but its id, and a token beside it.
        ...['GITHUB_APP_PRIVATE_KEY', 'GITHUB_TOKEN'],
      ].sort(),
    );
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN begins with xoxb-'],
    [{ SLACK_APP_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN begins with xapp-'],
    [{ SLACK_SIGNING_SECRET: 'short' }, 'SLACK_SIGNING_SECRET is too short'],
    [{ DATABASE_URL: 'postgres://db/x' }, 'DATABASE_URL this version keeps its state in a SQLite file: give a path'],
    [{ TARGET_HOSTS: 'kars.example=nowhere' }, 'TARGET_HOSTS `kars.example=nowhere` is no `host=http://where`'],
    [{ PORT: '70000' }, 'PORT Too big'],
    [{ SANDBOX_CLOCK: 'yes' }, 'SANDBOX_CLOCK'],
    [{ GITHUB_APP_ID: '7' }, 'GITHUB_APP_PRIVATE_KEY is missing: GITHUB_APP_ID needs it'],
    [{ GITHUB_APP_PRIVATE_KEY: PEM }, 'GITHUB_APP_ID is missing: GITHUB_APP_PRIVATE_KEY needs it'],
    [{ GITHUB_APP_ID: 'Iv1.abc', GITHUB_APP_PRIVATE_KEY: PEM }, 'GITHUB_APP_ID is a number'],
    [{ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: 'MIIEow' }, 'GITHUB_APP_PRIVATE_KEY is no private key'],
    [{ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: CURVE }, 'GITHUB_APP_PRIVATE_KEY is no private key'],
    [{ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: PEM, GITHUB_TOKEN: 'ghp_1' }, 'GITHUB_TOKEN is one too many'],
    [{ GITHUB_TOKEN: 'ghp_1\n' }, 'GITHUB_TOKEN has a space or a line break in it'],
    [{ GITHUB_REVIEWER_TOKEN: 'ghp 1' }, 'GITHUB_REVIEWER_TOKEN has a space or a line break in it'],
  ])('%j is refused: %s', (env, problem) => {
    const problems = problemsOf({ ...LEAST, ...env } as Record<string, string>);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('takes what is set to nothing for not set', () => {
    expect(parseConfig({ ...LEAST, PORT: '', HEARTBEAT_URL: '', SLACK_SIGNING_SECRET: '' })).toMatchObject({
      PORT: 3000,
    });
    expect(problemsOf({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: 'xapp-1' })).toEqual(['SLACK_BOT_TOKEN is missing']);
  });

  it('never tells a token', () => {
    const env = {
      SLACK_BOT_TOKEN: 'hunter2',
      SLACK_APP_TOKEN: 'hunter3',
      GITHUB_TOKEN: 'hunter 4',
      GITHUB_WEBHOOK_SECRET: 'hunter5',
      GITHUB_APP_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nhunter6\n-----END RSA PRIVATE KEY-----',
    };
    expect(problemsOf(env).join()).not.toContain('hunter');
  });

  it('takes the key of the App with its line breaks or in one line', () => {
    for (const pem of [String(PEM), String(PEM).replaceAll('\n', '\\n')]) {
      const { GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY } = parseConfig({
        ...LEAST,
        GITHUB_APP_ID: '7',
        GITHUB_APP_PRIVATE_KEY: pem,
      });
      expect([GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY]).toEqual([7, PEM]);
    }
  });

  it.each([
    [{}, undefined],
    [{ GITHUB_TOKEN: 'ghp_1' }, { token: 'ghp_1' }],
    [
      { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: String(PEM) },
      { appId: 7, privateKey: PEM },
    ],
  ])('tells who Shipmate is at GitHub', (env, identity) => {
    expect(githubSettings(parseGitHub(env)).identity).toEqual(identity);
  });

  it('may name a GitHub of its own', () => {
    expect(parseConfig({ ...LEAST, GITHUB_API_URL: 'https://git.example/api/v3/' }).GITHUB_API_URL).toBe(
      'https://git.example/api/v3',
    );
  });

  it('may send requests of some hosts elsewhere', () => {
    const { TARGET_HOSTS } = parseConfig({
      ...LEAST,
      TARGET_HOSTS: 'a.example=http://127.0.0.1:1, b.example=http://127.0.0.1:2',
    });
    expect([...TARGET_HOSTS]).toEqual([
      ['a.example', 'http://127.0.0.1:1'],
      ['b.example', 'http://127.0.0.1:2'],
    ]);
  });

  it('may name the database as an address of a file', () => {
    expect(parseConfig({ ...LEAST, DATABASE_URL: 'file:/var/lib/shipmate.sqlite' }).DATABASE_URL).toBe(
      '/var/lib/shipmate.sqlite',
    );
  });
});
