import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import type { AnyView } from '../../src/engine/parts.ts';
import { createRoles, onDuty } from '../../src/engine/roles.ts';
import { createTargetFetch, moved } from '../../src/engine/target-fetch.ts';
import { createTools } from '../../src/engine/tools.ts';
import { listedRoles, recordingLog } from '../support/quiet.ts';
import { KARS_DIRECTORY } from '../support/workshop.ts';

const PLAYBOOK = {
  playbook: 'lab',
  title: 'Lab',
  repository: 'acme/lab',
  timezone: 'America/New_York',
  branches: {},
  phases: [],
  checks: { lie: { name: 'lie', kind: 'lie', title: 'Lie', settings: {}, optional: false } },
  tags: {},
  targets: {
    production: {
      name: 'production',
      provider: 'lab',
      settings: {},
      url: 'https://lab.example',
      bearer: '$LAB_TOKEN',
      health: [],
      limits: [],
    },
  },
  roles: {
    lead: { people: ['rosa@kars.example'], deputies: ['lee@kars.example'] },
    qa: { group: 'kars-qa', deputies: [] },
    second: { role: 'lead', deputies: ['U7'] },
    duty: { rotation: { people: ['a@x', 'b@x', 'c@x'], from: '2026-01-05', everyMs: 7 * 86_400_000 }, deputies: [] },
    nobody: { group: 'gone', deputies: [] },
  },
} as unknown as Playbook;

const VIEW = {
  playbook: PLAYBOOK,
  release: {
    id: 'lab-1',
    type: 'weekly',
    version: '1.2.0',
    previous: null,
    incident: '',
    summary: 'costs $LAB_TOKEN and <version>',
    live: {},
    baselines: {},
    reports: 0,
  },
} as unknown as AnyView;

const tools = (env: Record<string, string> = { LAB_TOKEN: 'hunter2' }, summary = VIEW.release.summary) =>
  createTools({ ...VIEW, release: { ...VIEW.release, summary } }, 'key', {
    checks: new Map([['lie', { name: 'lie', ask: () => Promise.reject(new Error('no answer for hunter2')) } as never]]),
    providers: new Map(),
    commands: {} as never,
    env,
    hosts: new Map(),
    roles: listedRoles,
    repositories: () => {
      throw new Error('no repository is asked here');
    },
  });

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

describe('what actions reach the world through', () => {
  it('fills placeholders and secrets, and never a secret that somebody typed into a text', () => {
    expect(tools().fill('<version> $LAB_TOKEN')).toBe('1.2.0 hunter2');
    expect(tools().fill('<summary>')).toBe('costs $LAB_TOKEN and <version>');
  });

  it('says which secret the environment lacks', () => {
    expect(() => tools({}).fill('Bearer $LAB_TOKEN')).toThrow('`$LAB_TOKEN` is not set in the environment of Shipmate');
  });

  it('puts no secret into arguments, which every process can read', () => {
    expect(tools().argv('deploy --to <version>')).toEqual(['deploy', '--to', '1.2.0']);
    for (let times = 0; times < 2; times++)
      expect(() => tools().argv('deploy --token $LAB_TOKEN')).toThrow('put it under `env`');
  });

  it('splits a command before it is filled, so that no text becomes an argument of its own', () => {
    expect(tools().argv('note <summary>')).toHaveLength(2);
  });

  it('lets no text that somebody typed become an option', () => {
    const { argv } = tools({}, '--force');
    expect(() => argv('note <summary>')).toThrow('would become the option `--force`');
    expect(argv('note --about=<summary> -m "it is <summary>"')).toEqual([
      'note',
      '--about=--force',
      '-m',
      'it is --force',
    ]);
  });

  it('blanks every secret of the playbook in what programs print', () => {
    expect(tools().redact('login with hunter2, hunter2')).toBe('login with [$LAB_TOKEN], [$LAB_TOKEN]');
  });

  it.each([
    ['that throws', 'lie', 'no answer for [$LAB_TOKEN]'],
    ['that there is not', 'truth', 'there is no check `truth`'],
    ['of a target that there is not', 'moon/healthy', 'there is no check `moon/healthy`'],
  ])('never takes a check %s for a pass', async (_what, check, note) => {
    expect(await tools().check(check, AbortSignal.timeout(1_000))).toMatchObject({ outcome: 'unknown', note });
  });
});

describe('a request', () => {
  const fetchOf = (hosts = new Map<string, string>()) => createTargetFetch(PLAYBOOK, hosts, (text) => text);

  it.each([
    'https://evil.example/',
    'https://lab.example.evil.example/',
    'https://lab.example:8443/',
    'http://169.254.169.254/',
  ])('to %s is refused, since the playbook does not name it', async (url) => {
    await expect(fetchOf()(url)).rejects.toThrow('is no host of this playbook');
  });

  it('that is sent elsewhere is not followed, with the token in hand', async () => {
    server = createServer((_request, response) => response.writeHead(302, { location: 'https://evil.example/' }).end());
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const response = await fetchOf(new Map([['lab.example', origin]]))('https://lab.example/x');
    expect(response.status).toBe(302);
  });

  it('goes to the stand-in of a host, and to the same path', () => {
    const hosts = new Map([['lab.example', 'http://127.0.0.1:9/']]);
    expect(moved('https://lab.example/a?b=c', hosts)).toBe('http://127.0.0.1:9/a?b=c');
    expect(moved('https://other.example/a', hosts)).toBe('https://other.example/a');
  });
});

describe('roles', () => {
  const log = recordingLog();
  const roles = createRoles(KARS_DIRECTORY, log);
  const now = Date.parse('2026-01-12T12:00:00Z');

  it.each([
    ['a person by Slack id', 'Urosa', ['lead', 'second']],
    ['a deputy', 'Ulee', ['lead', 'second']],
    ['a deputy of the second role alone', 'U7', ['second']],
    ['a member of a group', 'Uquinn', ['qa']],
    ['a person by address', 'rosa@kars.example', ['lead', 'second']],
    ['whose week it is', 'Ub', ['duty']],
    ['whose week it is not', 'Ua', []],
    ['a stranger', 'W1', []],
  ])('of %s', async (_who, user, held) => {
    expect(await roles.of(PLAYBOOK, user, now)).toEqual(held);
  });

  it('rotate at midnight of the zone, and begin with the first person', () => {
    const { rotation } = PLAYBOOK.roles.duty ?? {};
    if (!rotation) throw new Error('no rotation');
    const at = (iso: string) => onDuty(rotation, 'America/New_York', Date.parse(iso));
    expect(at('2025-12-01T00:00:00Z')).toBe('a@x');
    expect(at('2026-01-12T04:59:59Z')).toBe('a@x');
    expect(at('2026-01-12T05:00:00Z')).toBe('b@x');
    expect(at('2026-01-26T05:00:00Z')).toBe('a@x');
  });

  it('that lead to a group that is gone have no members', async () => {
    expect(await roles.members(PLAYBOOK, 'nobody', now)).toEqual({ members: [], deputies: [] });
  });
});
