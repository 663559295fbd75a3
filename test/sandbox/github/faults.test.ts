import { describe, expect, it } from '@jest/globals';
import { freshLoopback, KARS, refusalOf } from './loopback.ts';

let now = Date.UTC(2026, 2, 5);
const here = freshLoopback({ machine: () => now, limits: true });

const branch = () =>
  here()
    .as()
    .git.createRef({ ...KARS, ref: 'refs/heads/x', sha: here().tip('main') });

describe('a call', () => {
  it.each([
    ['drop', 0],
    ['lose-answer', 1],
  ] as const)('that fails by %s has done it %i times', async (fault, times) => {
    const { github } = here();
    github.faults.add({ on: 'git.create-ref', do: fault });

    await expect(branch()).rejects.toThrow();

    expect(github.effects).toHaveLength(times);
    expect(github.calls.map(({ name, by }) => [name, by])).toEqual([['git.create-ref', 'kars-machine']]);
  });

  it('is carried out after the caller has gone', async () => {
    const { github } = here();
    github.faults.add({ on: 'git.*', do: 'late', ms: 30 });
    await expect(branch()).rejects.toThrow();
    const before = github.effects.length;

    const happened = new Promise<void>((resolve) => {
      github.world.events.listen(({ name }) => name === 'create' && resolve());
    });
    await happened;

    expect([before, github.effects.length]).toEqual([0, 1]);
  });

  it.each([
    ['error', { status: 502 }, 502, {}],
    ['rate-limit', {}, 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 60) }],
    ['rate-limit', { status: 429, seconds: 7 }, 429, { 'retry-after': '7' }],
  ] as const)('is refused by %s %j', async (fault, more, status, headers) => {
    const { github } = here();
    github.faults.add({ on: '*', do: fault, ...more });

    await expect(branch()).rejects.toMatchObject({ status, response: { headers } });
    expect(github.effects).toEqual([]);
    expect((await branch()).status).toBe(201);
  });
});

describe('limits', () => {
  it('are 900 points a minute, of which a write takes five', async () => {
    const { as, tip } = here();
    const tell = () => as().repos.createCommitStatus({ ...KARS, sha: tip('main'), state: 'pending' });
    for (let count = 0; count < 180; count += 1) await tell();

    const refused = await refusalOf(tell());
    now += 61_000;

    expect(refused).toEqual({ status: 403, message: expect.stringContaining('secondary rate limit') });
    expect((await tell()).headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-used': '181' });
  });
});
