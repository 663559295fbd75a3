import { describe, expect, it } from '@jest/globals';
import announce from '../../src/steps/announce.ts';
import ask from '../../src/steps/ask.ts';
import decide from '../../src/steps/decide.ts';
import freeze from '../../src/steps/freeze.ts';
import manual from '../../src/steps/manual.ts';
import parallel from '../../src/steps/parallel.ts';
import waitKind from '../../src/steps/wait.ts';
import { anAnswer, MINUTE, START, type ViewParts, viewFor } from '../support/step-view.ts';

describe('announce', () => {
  const QUEUED = { type: 'queued', message: 'release-complete' };
  const say = { emit: 'say', message: 'release-complete', report: true };

  it.each<[string, ViewParts, object]>([
    ['queues its message first', {}, { do: 'record', fact: QUEUED, emit: [say] }],
    ['waits for the delivery', { facts: [QUEUED], minute: 3 }, { do: 'wait', pollMs: 7 * MINUTE }],
    ['ends when it is delivered', { facts: [QUEUED, { type: 'delivered' }] }, { do: 'finish' }],
    [
      'says what came in between',
      { facts: [QUEUED, { type: 'undeliverable', why: 'channel_not_found' }] },
      { do: 'finish', note: 'release-complete could not be delivered: channel_not_found' },
    ],
    [
      'is not held up by Slack for longer than 10 minutes',
      { facts: [QUEUED], minute: 10 },
      { do: 'finish', note: 'release-complete is still undelivered after 10 minutes and stays queued' },
    ],
    ['never keeps a rollback waiting', { facts: [QUEUED], release: { run: 'rollback' } }, { do: 'finish' }],
  ])('%s', (_fact, parts, move) => {
    expect(announce.next(viewFor(announce, { value: 'release-complete' }, parts))).toMatchObject(move);
  });
});

describe('freeze', () => {
  const CHANGED = { type: 'changed', change: 'start' };

  it.each<[string, string, ViewParts, object]>([
    ['closes the branches', 'start', {}, { do: 'record', fact: CHANGED, emit: [{ emit: 'freeze', change: 'start' }] }],
    ['says what is closed', 'start', { facts: [CHANGED] }, { do: 'finish', note: 'closed: develop' }],
    ['opens what this release closed', 'end', { release: { frozen: ['develop'] } }, { do: 'record' }],
    ['opens nothing that others hold', 'end', {}, { do: 'finish', note: 'this release holds no branch closed' }],
  ])('%s', (_fact, value, parts, move) => {
    expect(freeze.next(viewFor(freeze, { value }, parts))).toMatchObject(move);
  });
});

describe('manual', () => {
  const spec = { value: 'Back up the database', evidence: 'link' };

  it('asks its owner, with a field for the evidence', () => {
    expect(manual.next(viewFor(manual, spec))).toMatchObject({
      do: 'wait',
      ask: { of: ['qa'], answers: [{ verb: 'done', fields: [{ kind: 'link' }] }, { verb: 'could-not' }] },
    });
  });

  it('opens no form when there is nothing to write', () => {
    const move = manual.next(viewFor(manual, { value: 'Restart it', evidence: 'none' }));

    expect(move).not.toHaveProperty('ask.answers.0.fields');
  });

  it.each([
    [
      'done',
      { evidence: 'https://backup.example/7' },
      { do: 'finish', output: { evidence: 'https://backup.example/7' } },
    ],
    ['could-not', { reason: 'no disk' }, { do: 'fail', reason: '@UQUINN could not do it: no disk', refused: false }],
  ])('hears %s and goes by it', (verb, fields, move) => {
    const fact = manual.hear?.(anAnswer(verb, { fields }), viewFor(manual, spec)) ?? { type: '' };

    expect(manual.next(viewFor(manual, spec, { facts: [{ ...fact, by: 'UQUINN' }] }))).toMatchObject(move);
  });
});

describe('ask', () => {
  const spec = { value: 'What is the impact?', from: 'commander', fields: ['Affected users', 'Time to repair'] };

  it('asks one role for every field', () => {
    expect(ask.next(viewFor(ask, spec))).toMatchObject({
      do: 'wait',
      ask: { of: ['commander'], answers: [{ fields: [{ label: 'Affected users' }, { label: 'Time to repair' }] }] },
    });
  });

  it('keeps the answers under the names of the fields for later steps', () => {
    const answer = anAnswer('answer', { fields: { 'field-1': 'all', 'field-2': '20 minutes' } });
    const fact = ask.hear?.(answer, viewFor(ask, spec)) ?? { type: '' };

    expect(ask.next(viewFor(ask, spec, { facts: [fact] }))).toMatchObject({
      do: 'finish',
      note: 'all; 20 minutes',
      output: { 'affected-users': 'all', 'time-to-repair': '20 minutes' },
    });
  });
});

describe('decide', () => {
  const options = [
    { 'Go on': 'continue' },
    { 'Fix it': 'stop' },
    { 'Ship a hotfix': 'hotfix' },
    { 'Go back': 'rollback' },
  ];
  const spec = { value: 'What now?', options };

  it.each<[string, 'main' | 'rollback', object]>([
    ['option-1', 'main', { do: 'finish', output: { decision: 'Go on', reason: 'seen' } }],
    ['option-2', 'main', { do: 'fail', refused: false, rollback: false }],
    ['option-3', 'main', { do: 'fail', reason: expect.stringContaining('Start the hotfix as a release of its own') }],
    ['option-4', 'main', { do: 'fail', rollback: true }],
    ['option-4', 'rollback', { do: 'finish' }],
  ])('%s leads where the playbook says, in the %s run', (verb, run, move) => {
    const fact = decide.hear?.(anAnswer(verb, { fields: { reason: 'seen' } }), viewFor(decide, spec)) ?? { type: '' };

    expect(decide.next(viewFor(decide, spec, { facts: [fact], release: { run } }))).toMatchObject(move);
  });

  it('lets nobody decide on a rollback but those who may everywhere', () => {
    const rollback = { decidedBy: ['commander'], triggers: [], phases: [] };
    const move = decide.next(viewFor(decide, spec, { playbook: { rollback } }));
    const offered = move.do === 'wait' ? move.ask?.answers.map(({ label, of }) => [label, ...of]) : [];

    expect(offered).toEqual([
      ['Go on', 'qa'],
      ['Fix it', 'qa'],
      ['Ship a hotfix', 'qa'],
      ['Go back', 'commander'],
    ]);
  });

  it('refuses an option that it does not have', () => {
    expect(() => decide.hear?.(anAnswer('option-9'), viewFor(decide, spec))).toThrow('not an option');
  });
});

describe('wait', () => {
  it.each<[string, string, number, object]>([
    ['rests for its time', '90m', 89, { do: 'wait', until: START + 90 * MINUTE }],
    ['ends on the minute', '90m', 90, { do: 'finish' }],
    ['waits for the next such time of the zone', 'Fri 15:30', 0, { do: 'wait', until: START + 90 * MINUTE }],
    ['ends when it has come', 'Fri 15:30', 90, { do: 'finish' }],
  ])('%s', (_fact, value, minute, move) => {
    expect(waitKind.next(viewFor(waitKind, { value }, { minute }))).toMatchObject(move);
  });

  it('refuses what is no time, with the value', () => {
    expect(waitKind.spec.safeParse({ value: 'a bit' }).error?.issues[0]?.message).toContain('`a bit`');
  });
});

describe('parallel', () => {
  const child = (id: string, status: 'waiting' | 'done' | 'skipped', parent = 'step') => ({
    id,
    parent,
    title: id,
    status,
  });

  it.each([
    ['waits for the ones that are open', [child('a', 'done'), child('b', 'waiting')], { do: 'wait', why: 'open: b' }],
    ['ends when all have ended, skipped ones too', [child('a', 'done'), child('b', 'skipped')], { do: 'finish' }],
    ["does not wait for another one's", [child('a', 'done'), child('b', 'waiting', 'other')], { do: 'finish' }],
  ])('%s', (_fact, steps, move) => {
    expect(parallel.next(viewFor(parallel, { value: ['a', 'b'] }, { more: { steps } }))).toMatchObject(move);
  });
});
