import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../src/checks/_check.ts';
import { failed, pass } from '../../src/checks/_check.ts';
import healthy from '../../src/checks/healthy.ts';
import limits from '../../src/checks/limits.ts';
import rollback from '../../src/checks/rollback.ts';
import version from '../../src/checks/version.ts';
import { readLimit } from '../../src/core/playbook/limit.ts';
import type { Limit } from '../../src/core/playbook/playbook.ts';
import type { Deployer } from '../../src/providers/_provider.ts';
import { aContext } from '../support/check-context.ts';
import { type Answerer, json, serve } from '../support/local-server.ts';

const VALUE = { value: 'production' };

async function askOf<S>(
  check: Check<S>,
  answer: Answerer,
  { target = {}, more = {} }: { target?: object; more?: object } = {},
) {
  await using server = await serve(answer);
  return await check.ask(check.settings.parse(VALUE), aContext({ url: server.url, ...target }, more));
}

const running = (body: unknown, status = 200): Answerer => {
  return ({ path }, response) => (path === '/version' ? json(response, body, status) : json(response, {}));
};

function limit(text: string): Limit {
  const found = readLimit(text);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('healthy', () => {
  const sickAt =
    (sick: string): Answerer =>
    ({ path }, response) =>
      json(response, {}, path === sick ? 503 : 200);

  it.each<[string, string, object, object]>([
    ['passes when every path answers with success', '/none', {}, { outcome: 'pass', note: 'production is healthy' }],
    [
      'fails when one does not, and names it',
      '/b',
      { health: ['/a', '/b'] },
      { outcome: 'fail', note: expect.stringMatching(/^production is not healthy: \/b answered 503/) },
    ],
    ['is unknown without a path to ask', '/none', { health: [] }, { outcome: 'unknown' }],
  ])('%s', async (_fact, sick, target, expected) => {
    expect(await askOf(healthy, sickAt(sick), { target })).toMatchObject(expected);
  });

  it('sends the token of the target to its own host alone', async () => {
    await using other = await serve((_request, response) => json(response, {}));
    await using own = await serve((_request, response) => json(response, {}));
    const target = { url: own.url, bearer: '$TOKEN', health: ['/', `${other.url}/ping`] };

    await healthy.ask(VALUE, aContext(target));

    expect(own.seen[0]?.headers.authorization).toBe('Bearer the-TOKEN');
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });
});

describe('version', () => {
  it.each<[string, Answerer, object]>([
    ['passes when the target runs it', running({ version: '1.5.0' }), { outcome: 'pass' }],
    ['takes v1.5.0 for the same', running({ version: 'v1.5.0' }), { outcome: 'pass' }],
    ['reads plain text', (_request, response) => response.end('1.5.0\n'), { outcome: 'pass' }],
    [
      'fails with what it runs',
      running({ version: '1.4.2' }),
      { outcome: 'fail', note: 'production runs `1.4.2`, not `1.5.0`' },
    ],
    ['is unknown when it gives no version', running({ name: 'kars' }), { outcome: 'unknown' }],
    [
      'is unknown when it answers a page',
      (_request, response) => response.end('<html>hello</html>'),
      { outcome: 'unknown' },
    ],
    ['is unknown when it answers an error', running({ version: '1.5.0' }, 500), { outcome: 'unknown' }],
  ])('%s', async (_fact, answer, expected) => {
    expect(await askOf(version, answer)).toMatchObject(expected);
  });
});

describe('limits', () => {
  const good: Answerer = (_request, response) => json(response, {});
  const bad: Answerer = (_request, response) => json(response, {}, 500);

  it.each<[string, Answerer, object, object]>([
    [
      'passes when all are kept',
      good,
      { target: { limits: [limit('error-rate < 1%'), limit('latency < 10s'), limit('reports = 0')] } },
      { outcome: 'pass', note: 'production keeps its 3 limits' },
    ],
    [
      'fails with the value seen',
      bad,
      { target: { limits: [limit('error-rate < 1%')] } },
      { outcome: 'fail', note: 'error-rate is 100%, the limit is error-rate < 1%' },
    ],
    [
      'fails when people reported problems',
      good,
      { target: { limits: [limit('reports = 0')] }, more: { reports: 2 } },
      { outcome: 'fail' },
    ],
    [
      'is unknown without a baseline',
      good,
      { target: { limits: [limit('latency < 2x baseline')] } },
      { outcome: 'unknown' },
    ],
    [
      'holds against the baseline',
      good,
      { target: { limits: [limit('latency < 2x baseline')] }, more: { baseline: () => ({ latency: 60_000 }) } },
      { outcome: 'pass' },
    ],
    ['is unknown without limits', good, {}, { outcome: 'unknown' }],
    [
      'asks the checks among them',
      good,
      { target: { limits: [{ check: 'speed' }] }, more: { check: async () => failed('too slow') } },
      { outcome: 'fail', note: 'too slow' },
    ],
    [
      'passes with a passing check',
      good,
      { target: { limits: [{ check: 'speed' }] }, more: { check: async () => pass('fast') } },
      { outcome: 'pass' },
    ],
  ])('%s', async (_fact, answer, parts, expected) => {
    expect(await askOf(limits, answer, parts)).toMatchObject(expected);
  });
});

describe('rollback', () => {
  const able = { deployer: (): Partial<Deployer> => ({}) };
  const live = (...versions: string[]) => ({
    ...able,
    live: () => versions.map((name) => ({ version: name, deployId: null })),
  });

  it.each<[string, Answerer, object, object]>([
    [
      'passes with a proven earlier version',
      running({}),
      { more: live('1.4.2') },
      { outcome: 'pass', note: 'production can go back to `1.4.2`, which was live there' },
    ],
    [
      'does not take the release itself for an earlier one',
      running({ version: '1.5.0' }),
      { more: live('1.5.0') },
      { outcome: 'fail' },
    ],
    [
      'passes before the very first release with what runs now',
      running({ version: '1.4.0' }),
      { more: able },
      { outcome: 'pass' },
    ],
    ['is unknown when nobody can tell what runs', running({}, 500), { more: able }, { outcome: 'unknown' }],
    [
      'fails when nothing can deploy it',
      running({}),
      { more: { live: live('1.4.2').live } },
      { outcome: 'fail', note: 'nothing can deploy to production: there is no platform here' },
    ],
    [
      'takes a person for somebody who can',
      running({}),
      { target: { provider: 'manual', settings: { value: 'devops' } }, more: { live: live('1.4.2').live } },
      { outcome: 'pass' },
    ],
  ])('%s', async (_fact, answer, parts, expected) => {
    expect(await askOf(rollback, answer, parts)).toMatchObject(expected);
  });
});
