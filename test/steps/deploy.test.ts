import { describe, expect, it } from '@jest/globals';
import deploy from '../../src/steps/deploy.ts';
import { anAnswer, aTarget, START, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'production' };
const PREVIOUS = { value: 'production', version: 'previous' };
const baseline = (version: string | null) => ({
  type: 'baseline',
  target: 'production',
  version,
  measures: { latency: 40, 'error-rate': 0 },
  note: '',
});
const MEASURED = baseline('1.4.2');
const STARTED = { type: 'started', deployId: 'd-2' };
const LIVE = { type: 'observed', phase: 'live', note: 'running', minute: 1 };
const VERIFIED = { type: 'verified', note: 'healthy, runs `1.5.0`', minute: 1 };
const glimpse = (minute: number, note = 'building') => ({ minute, body: { note } });
const SECOND = 1 / 60;

const closed = { allow: ['Fri 13:00-13:30'], refuse: [] };
const outside: ViewParts = { playbook: { targets: { production: aTarget({ window: closed }) } } };
const byHand = { targets: { production: aTarget({ provider: 'manual', settings: { value: 'devops' } }) } };
const ROLLBACK = { run: 'rollback', rollback: { toVersion: '1.4.2', reason: 'broken', database: false } } as const;

describe('a deploy', () => {
  it.each<[string, object, ViewParts, object]>([
    ['measures the target before it changes anything', SPEC, {}, { do: 'act', action: 'measure' }],
    ['then starts', SPEC, { facts: [MEASURED] }, { do: 'act', action: 'start' }],
    ['looks at once what came of it', SPEC, { facts: [MEASURED, STARTED] }, { do: 'act', action: 'observe' }],
    [
      'looks every two seconds of machine time',
      SPEC,
      { facts: [MEASURED, STARTED], samples: [glimpse(1)], minute: 1 + SECOND },
      { do: 'wait', pollMs: 1_000, why: '1.5.0 to production, under way: building' },
    ],
    [
      'looks again after that',
      SPEC,
      { facts: [MEASURED, STARTED], samples: [glimpse(1)], minute: 1 + 2 * SECOND },
      { do: 'act', action: 'observe' },
    ],
    [
      'asks the target itself once the platform says live',
      SPEC,
      { facts: [MEASURED, STARTED, LIVE], minute: 1 },
      { do: 'act', action: 'verify' },
    ],
    [
      'is done when the target runs it, which proves the version',
      SPEC,
      { facts: [MEASURED, STARTED, LIVE, VERIFIED], minute: 1 },
      {
        do: 'finish',
        note: 'production runs 1.5.0: healthy, runs `1.5.0`',
        output: { target: 'production', version: '1.5.0', deployId: 'd-2', previous: '1.4.2', 'baseline-latency': 40 },
        emit: [{ emit: 'live', target: 'production', version: '1.5.0', deployId: 'd-2' }],
      },
    ],
    [
      'fails when the platform says so',
      SPEC,
      { facts: [MEASURED, STARTED, { ...LIVE, phase: 'failed', note: 'out of memory' }] },
      { do: 'fail', reason: '1.5.0 failed on production: out of memory' },
    ],
    [
      'fails when it takes longer than its limit, with the last that was seen',
      { ...SPEC, timeout: '5m' },
      { facts: [MEASURED, STARTED], samples: [glimpse(4.99, 'no answer: 503')], minute: 5 },
      { do: 'fail', reason: 'production did not run 1.5.0 within 5m: no answer: 503' },
    ],
    [
      'fails when the platform says live and the target never runs it',
      { ...SPEC, timeout: '5m' },
      { facts: [MEASURED, STARTED, LIVE], samples: [glimpse(4.99, 'production still runs `1.4.2`')], minute: 5 },
      { do: 'fail', reason: 'production did not run 1.5.0 within 5m: production still runs `1.4.2`' },
    ],
    [
      'refuses a version that was rolled back',
      SPEC,
      { release: { refused: ['1.5.0'] } },
      { do: 'fail', reason: expect.stringContaining('`1.5.0` was rolled back before') },
    ],
    [
      'follows to the end what is under way, even if it is refused meanwhile',
      SPEC,
      { facts: [MEASURED, STARTED], release: { refused: ['1.5.0'] } },
      { do: 'act', action: 'observe' },
    ],
  ])('%s', (_fact, spec, parts, move) => {
    expect(deploy.next(viewFor(deploy, spec, parts))).toMatchObject(move);
  });
});

describe('a baseline', () => {
  it.each<[string, object, ViewParts]>([
    [
      'is not measured again after the first deploy of the release',
      SPEC,
      { release: { deployedAt: { production: START } } },
    ],
    ['is not measured by a rollback', PREVIOUS, { release: ROLLBACK }],
  ])('%s', (_fact, spec, parts) => {
    expect(deploy.next(viewFor(deploy, spec, parts))).toMatchObject({ do: 'act', action: 'start' });
  });

  it('proves the version found before the very first release, so that it can be gone back to', () => {
    const parts = { release: { live: {} } };
    const live = { emit: 'live', target: 'production', version: '1.4.0', deployId: null };
    const found = { type: 'found-live', target: 'production', version: '1.4.0' };

    expect(deploy.next(viewFor(deploy, SPEC, { ...parts, facts: [baseline('1.4.0')] }))).toMatchObject({
      do: 'record',
      fact: found,
      emit: [live],
    });
    expect(deploy.next(viewFor(deploy, SPEC, { ...parts, facts: [baseline('1.4.0'), found] }))).toMatchObject({
      do: 'act',
    });
  });

  it('that nobody can tell holds nothing up', () => {
    expect(deploy.next(viewFor(deploy, SPEC, { facts: [baseline(null)] }))).toMatchObject({
      do: 'act',
      action: 'start',
    });
  });

  it('shows what somebody changed by hand, and does not overwrite it unasked', () => {
    const facts = [baseline('1.4.9')];
    const reason = { type: 'overwrite', reason: 'it was a test' };

    expect(deploy.next(viewFor(deploy, SPEC, { facts }))).toMatchObject({
      do: 'wait',
      ask: { of: ['qa'], answers: [{ verb: 'overwrite' }] },
    });
    expect(deploy.next(viewFor(deploy, SPEC, { facts: [...facts, reason] }))).toMatchObject({
      do: 'record',
      fact: { type: 'found-live', version: '1.4.9' },
    });
  });
});

describe('a window', () => {
  it.each<[string, ViewParts, object]>([
    [
      'holds a deploy back until it opens, or until somebody who may skip says why',
      outside,
      {
        do: 'wait',
        until: Date.parse('2026-03-13T17:00:00Z'),
        ask: { answers: [{ verb: 'deploy-anyway', of: ['lead', 'boss'], fields: [{ name: 'reason' }] }] },
      },
    ],
    ['opens for a reason', { ...outside, facts: [{ type: 'window-waived', reason: 'agreed' }] }, { do: 'act' }],
    ['does not hold an urgent release', { ...outside, release: { urgent: true } }, { do: 'act' }],
    ['does not hold a rollback', { ...outside, release: ROLLBACK }, { do: 'act' }],
    ['does not hold what has begun', { ...outside, facts: [MEASURED, STARTED] }, { do: 'act', action: 'observe' }],
  ])('%s', (_fact, parts, move) => {
    expect(deploy.next(viewFor(deploy, SPEC, parts))).toMatchObject(move);
  });
});

describe('the previous version', () => {
  it('is the one that was decided, in a rollback', () => {
    const parts: ViewParts = { facts: [STARTED, LIVE, VERIFIED], release: ROLLBACK };

    expect(deploy.next(viewFor(deploy, PREVIOUS, parts))).toMatchObject({
      output: { version: '1.4.2' },
      emit: [{ emit: 'live', version: '1.4.2' }],
    });
  });

  it('is nothing when nothing was proven', () => {
    expect(deploy.next(viewFor(deploy, PREVIOUS, { release: { live: {} } }))).toMatchObject({
      do: 'fail',
      reason: 'no earlier version was proven live on production: there is nothing to go back to',
    });
  });
});

describe('a deploy by hand', () => {
  const parts = { playbook: byHand };
  const hand = (outcome: string) => ({ type: 'by-hand', outcome, note: 'no access', by: 'UDEVON' });

  it.each<[string, ViewParts, object]>([
    [
      'asks the role',
      { facts: [MEASURED] },
      { do: 'wait', ask: { of: ['devops'], answers: [{ verb: 'deployed' }, { verb: 'failed' }] } },
    ],
    ['is verified all the same', { facts: [MEASURED, hand('deployed')] }, { do: 'act', action: 'verify' }],
    [
      'fails when the person could not',
      { facts: [MEASURED, hand('failed')] },
      { do: 'fail', reason: '@UDEVON could not deploy 1.5.0 to production: no access' },
    ],
    [
      'is live without an id',
      { facts: [MEASURED, hand('deployed'), VERIFIED] },
      { do: 'finish', emit: [{ emit: 'live', deployId: null }] },
    ],
  ])('%s', (_fact, more, move) => {
    expect(deploy.next(viewFor(deploy, SPEC, { ...parts, ...more }))).toMatchObject(move);
  });
});

describe('hearing', () => {
  it.each([
    ['deploy-anyway', { reason: 'agreed' }, { type: 'window-waived', reason: 'agreed' }],
    ['overwrite', { reason: 'a test' }, { type: 'overwrite', reason: 'a test' }],
    ['deployed', {}, { type: 'by-hand', outcome: 'deployed', note: '' }],
    ['failed', { reason: 'no access' }, { type: 'by-hand', outcome: 'failed', note: 'no access' }],
  ])('%s', (verb, fields, fact) => {
    expect(deploy.hear?.(anAnswer(verb, { fields }), viewFor(deploy, SPEC))).toEqual(fact);
  });
});

describe('its effect', () => {
  const start = deploy.actions?.start;
  const context = (deployer: object) => ({
    ...viewFor(deploy, PREVIOUS, { release: ROLLBACK }),
    key: 'web-7/k',
    signal: new AbortController().signal,
    tools: { deployer: () => deployer },
  });

  it('passes version and key to the platform', async () => {
    const requests: object[] = [];
    const deployer = {
      start: async ({ version, key }: { version: string; key: string }) => {
        requests.push({ version, key });
        return { deployId: 'd-9' };
      },
    };

    const fact = start?.effect ? await start.perform(context(deployer) as never) : undefined;

    expect(fact).toEqual({ type: 'started', deployId: 'd-9' });
    expect(requests).toEqual([{ version: '1.4.2', key: 'web-7/k' }]);
  });

  it.each([
    [{ happened: { deployId: 'd-9' } }, { happened: { type: 'started', deployId: 'd-9' } }],
    [{ didNot: true }, { didNot: true }],
    [{ unsure: 'no list' }, { unsure: 'no list' }],
  ])('looks what became of it: %j', async (seen, found) => {
    const look = start?.effect ? await start.look(context({ look: async () => seen }) as never) : undefined;

    expect(look).toEqual(found);
  });

  it('keeps looking while the platform gives no answer', async () => {
    const deployer = { observe: () => Promise.reject(new Error('503')) };
    const seen = { ...context(deployer), facts: viewFor(deploy, SPEC, { facts: [STARTED] }).facts };
    const tools = { ...seen.tools, redact: (text: string) => text };

    expect(await deploy.actions?.observe.perform({ ...seen, tools } as never)).toEqual({
      sample: { note: 'no answer: 503' },
    });
  });
});
