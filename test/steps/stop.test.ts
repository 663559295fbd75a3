import { expect, it } from '@jest/globals';
import stop from '../../src/steps/stop.ts';
import { anAnswer, aTarget, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'production' };
const manual = { targets: { production: aTarget({ provider: 'manual', settings: { value: 'devops' } }) } };
const found = (able: boolean) => ({ type: 'found', able });
const hand = (outcome: string) => ({ type: 'by-hand', outcome, reason: 'locked', by: 'UDEVON' });

it.each<[string, ViewParts, object]>([
  ['finds out whether the target can be stopped', {}, { do: 'act', action: 'find' }],
  ['stops it', { facts: [found(true)] }, { do: 'act', action: 'stop' }],
  [
    'ends when it is stopped',
    { facts: [found(true), { type: 'stopped' }] },
    { do: 'finish', note: 'production is stopped' },
  ],
  ['leaves what no program can stop to its owner', { facts: [found(false)] }, { do: 'wait', ask: { of: ['qa'] } }],
  [
    'leaves a target that is deployed by hand to that role',
    { playbook: manual },
    { do: 'wait', ask: { of: ['devops'] } },
  ],
  ['ends when a person stopped it', { facts: [found(false), hand('stopped')] }, { do: 'finish' }],
  [
    'fails when a person could not',
    { facts: [hand('failed')] },
    { do: 'fail', reason: '@UDEVON could not stop production: locked' },
  ],
])('%s', (_fact, parts, move) => {
  expect(stop.next(viewFor(stop, SPEC, parts))).toMatchObject(move);
});

it('stops again after a crash: that changes nothing', async () => {
  const action = stop.actions?.stop;

  expect(action?.effect && (await action.look({} as never))).toEqual({ didNot: true });
});

it.each([
  ['stopped', { type: 'by-hand', outcome: 'stopped', reason: '' }],
  ['failed', { type: 'by-hand', outcome: 'failed', reason: '' }],
])('hears %s', (verb, fact) => {
  expect(stop.hear?.(anAnswer(verb), viewFor(stop, SPEC))).toEqual(fact);
});
