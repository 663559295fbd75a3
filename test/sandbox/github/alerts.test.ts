import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ALERT_SOURCES } from '../../../src/sandbox/github/alerts.ts';
import { allRights } from '../../../src/sandbox/github/rights.ts';
import { KARS, type Loopback, openLoopback, refusalOf } from './loopback.ts';

let hub: Loopback;

beforeAll(async () => {
  hub = await openLoopback();
});

afterEach(() => {
  for (const source of ALERT_SOURCES) hub.github.world.alerts.set(source, []);
  Object.assign(hub.github.rights.app, allRights('write'));
});

afterAll(() => hub.stop());

const list = (source: string, more: object = {}) =>
  hub.asApp().request(`GET /repos/{owner}/{repo}/${source}/alerts`, { ...KARS, ...more });

describe.each(ALERT_SOURCES)('alerts of %s', (source) => {
  it('are refused where they are switched off, which is not the same as none', async () => {
    expect((await list(source)).data).toEqual([]);
    hub.github.world.alerts.set(source, undefined);

    expect((await refusalOf(list(source))).status).toBe(403);
  });

  it('need a right of their own', async () => {
    const { app } = hub.github.rights;
    Object.assign(app, { vulnerability_alerts: 'none', security_events: 'none', secret_scanning_alerts: 'none' });

    expect((await refusalOf(list(source))).status).toBe(403);
  });

  it('come in pages', async () => {
    const alerts = Array.from({ length: 5 }, (_, index) => {
      return { number: index + 1, state: 'open', severity: 'high', title: `lodash ${index}` } as const;
    });
    hub.github.world.alerts.set(source, alerts);
    const octokit = hub.asApp();
    const all = await octokit.paginate(`GET /repos/{owner}/{repo}/${source}/alerts`, { ...KARS, per_page: 2 });

    expect(all).toHaveLength(5);
  });
});

it('alerts of dependabot can be asked for by state and severity', async () => {
  hub.github.world.alerts.set('dependabot', [
    { number: 1, state: 'open', severity: 'critical', title: 'a' },
    { number: 2, state: 'open', severity: 'low', title: 'b' },
    { number: 3, state: 'fixed', severity: 'high', title: 'c' },
  ]);
  const { data } = await list('dependabot', { state: 'open', severity: 'high,critical' });

  expect(data).toMatchObject([{ number: 1, security_advisory: { severity: 'critical' } }]);
});
