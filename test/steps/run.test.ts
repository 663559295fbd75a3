import { describe, expect, it } from '@jest/globals';
import type { CommandState } from '../../src/core/ports.ts';
import run from '../../src/steps/run.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'npm run migrate' };
const STARTED = { type: 'started', key: 'k' };
const LOST = { type: 'lost', output: ['half way'] };
const ended = (exitCode: number) => ({ type: 'ended', exitCode, ms: 61_000, output: ['one', 'two'] });
const judged = (outcome: string) => ({ type: 'judged', outcome, reason: 'looked', by: 'UDEVON' });

describe('a command', () => {
  it.each<[string, object, ViewParts, object]>([
    ['is started', SPEC, {}, { do: 'act', action: 'start' }],
    ['is followed', SPEC, { facts: [STARTED] }, { do: 'act', action: 'follow' }],
    [
      'is looked at every second',
      SPEC,
      { facts: [STARTED], samples: [{ minute: 1, body: { running: true } }], minute: 1 },
      { do: 'wait', pollMs: 1_000 },
    ],
    ['goes on after exit code 0', SPEC, { facts: [STARTED, ended(0)] }, { do: 'finish', note: 'ended well in 1m 1s' }],
    [
      'fails after another one, with the last lines',
      SPEC,
      { facts: [STARTED, ended(2)] },
      { do: 'fail', reason: '`npm run migrate` ended with exit code 2\none\ntwo' },
    ],
    [
      'is not repeated when its end is lost: its owner is asked',
      SPEC,
      { facts: [STARTED, LOST] },
      { do: 'wait', ask: { of: ['qa'], answers: [{ verb: 'well' }, { verb: 'failed' }, { verb: 'again' }] } },
    ],
    [
      'is repeated when it may be',
      { ...SPEC, repeatable: true },
      { facts: [STARTED, LOST] },
      { do: 'act', action: 'start' },
    ],
    [
      'is not repeated for ever',
      { ...SPEC, repeatable: true },
      { facts: [STARTED, LOST, STARTED, LOST, STARTED, LOST] },
      { do: 'wait' },
    ],
    ['ends well when a person says so', SPEC, { facts: [STARTED, LOST, judged('well')] }, { do: 'finish' }],
    ['fails when a person says so', SPEC, { facts: [STARTED, LOST, judged('failed')] }, { do: 'fail' }],
    [
      'runs again when a person says so',
      SPEC,
      { facts: [STARTED, LOST, judged('again')] },
      { do: 'act', action: 'start' },
    ],
    [
      'is followed anew after that',
      SPEC,
      {
        facts: [STARTED, LOST, judged('again'), { ...STARTED, minute: 2 }],
        samples: [{ minute: 1, body: { running: true } }],
        minute: 2,
      },
      { do: 'act', action: 'follow' },
    ],
  ])('%s', (_fact, spec, parts, move) => {
    expect(run.next(viewFor(run, spec, parts))).toMatchObject(move);
  });

  it('refuses a judgement when its end is known', () => {
    expect(() => run.hear?.(anAnswer('well'), viewFor(run, SPEC, { facts: [STARTED, ended(0)] }))).toThrow(
      'known by now',
    );
  });

  const context = (state: CommandState, facts: ViewParts['facts'] = []) => ({
    ...viewFor(run, SPEC, { facts }),
    key: 'k',
    signal: new AbortController().signal,
    tools: { commands: { look: async () => state }, redact: (text: string) => text.replaceAll('hunter2', '[secret]') },
  });

  it.each<[CommandState, object]>([
    [{ state: 'unknown' }, { didNot: true }],
    [{ state: 'running', since: 1 }, { happened: STARTED }],
    [{ state: 'ended', exitCode: 1, output: '', ms: 1 }, { happened: STARTED }],
    [{ state: 'lost', output: '' }, { happened: STARTED }],
  ])('whose start was cut off is looked up in its folder: %j', async (state, found) => {
    const start = run.actions?.start;

    expect(start?.effect && (await start.look(context(state) as never))).toEqual(found);
  });

  it('keeps no secret that it printed', async () => {
    const state: CommandState = { state: 'ended', exitCode: 1, output: 'login hunter2\n', ms: 5 };

    expect(await run.actions?.follow.perform(context(state, [STARTED]) as never)).toEqual({
      fact: { type: 'ended', exitCode: 1, ms: 5, output: ['login [secret]'] },
    });
  });
});
