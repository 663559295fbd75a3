import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ModalView } from '@slack/types';
import { loadDefinitions } from '../../src/engine/load.ts';
import { viewProblems } from '../../src/sandbox/slack/view-rules.ts';
import type { Family, Pressed } from '../../src/slack/actions/_family.ts';
import { Click, Submission } from '../../src/slack/payloads.ts';
import { change, press, submit } from '../../src/slack/presses.ts';
import { ROLLBACK_FORM, recordingReleases, type World } from '../support/fake-releases.ts';
import { anAsk, aPlaybook, aReleaseView, aType, withStep } from '../support/release-view.ts';

let families: ReadonlyMap<string, Family>;
beforeAll(async () => {
  families = await loadDefinitions<Family>(new URL('../../src/slack/actions/', import.meta.url));
});

const open = aReleaseView();
const IDS = { release: 'kars-17', run: 'main', step: 'qa-sign-off', round: 1 };

function aClick(action_id: string, value: unknown, more: object = {}): Click {
  return Click.parse({
    type: 'block_actions',
    user: { id: 'U0QUINN', team_id: 'T0KARS' },
    team: { id: 'T0KARS' },
    trigger_id: 't-1',
    channel: { id: 'C0RELEASES' },
    actions: [{ action_id, action_ts: '1.1', value: typeof value === 'string' ? value : JSON.stringify(value) }],
    ...more,
  });
}

function aSubmission(callback_id: string, meta: object, values: Record<string, object>): Submission {
  const state = {
    values: Object.fromEntries(Object.entries(values).map(([block, input]) => [block, { value: input }])),
  };
  return Submission.parse({
    user: { id: 'U0QUINN', team_id: 'T0KARS' },
    view: { id: 'V1', hash: 'h', callback_id, private_metadata: JSON.stringify(meta), state },
  });
}

async function viewOf(pressed: Pressed): Promise<ModalView | undefined> {
  return 'modal' in pressed ? pressed.modal.view() : undefined;
}

describe('a click', () => {
  it.each([
    [
      'answer:give:0',
      { ...IDS, verb: 'give', item: 'login' },
      { order: 'answer', ...IDS, verb: 'give', item: 'login' },
    ],
    ['release:resume', { release: 'kars-17' }, { order: 'resume', release: 'kars-17' }],
    ['release:retry:0', { release: 'kars-17', step: 'staging' }, { order: 'retry', step: 'staging' }],
    [
      'order:settle:0',
      { order: 'settle', release: 'kars-17', intent: 'i', outcome: 'did-not' },
      { order: 'settle', intent: 'i', outcome: 'did-not' },
    ],
    [
      'order:slot:1',
      { order: 'slot', playbook: 'kars-weekly', type: 'weekly', slot: 5, choice: 'open' },
      { order: 'slot', slot: 5, choice: 'open' },
    ],
  ])('%s becomes an order of the person who clicked', async (id, value, order) => {
    const releases = recordingReleases({ open: [open] });

    await press(aClick(id, value), { families, releases });

    expect(releases.orders).toEqual([expect.objectContaining({ ...order, by: 'U0QUINN' })]);
  });

  it('counts once when Slack delivers it again, and again when it is made again', async () => {
    const releases = recordingReleases({ open: [open] });
    const click = aClick('release:resume', { release: 'kars-17' });
    const [action] = click.actions;

    await press(click, { families, releases });
    await press(click, { families, releases });
    await press({ ...click, actions: [{ ...action, action_ts: '2.2' }] }, { families, releases });

    expect(releases.orders).toHaveLength(2);
  });

  it.each([
    ['a value that is no JSON', 'release:resume', 'kars-17'],
    ['a value without the ids', 'answer:give:0', { release: 'kars-17' }],
    ['a family that is gone', 'coffee:brew', {}],
    ['a verb that is gone', 'release:explode', { release: 'kars-17' }],
    ['an order that is none', 'order:settle', { order: 'settle', release: 'kars-17', intent: 'i', outcome: 'maybe' }],
  ])('with %s is stale and changes nothing', async (_fact, id, value) => {
    const releases = recordingReleases({ open: [open] });

    await expect(press(aClick(id, value), { families, releases })).rejects.toMatchObject({ code: 'stale' });
    expect(releases.orders).toEqual([]);
  });

  it.each([
    ['a form for an answer with fields', 'answer:reject:1', { ...IDS, verb: 'reject', form: true }, 'Reason'],
    ['a form for a hold', 'release:hold', { release: 'kars-17' }, 'Reason'],
    ['a form for a skip', 'release:skip:0', { release: 'kars-17', step: 'staging' }, 'staging'],
    ['the rollback modal', 'release:rollback', { release: 'kars-17' }, 'Deploy the previous version'],
  ])('opens %s', async (_fact, id, value, shown) => {
    const releases = recordingReleases({ open: [open], rollback: ROLLBACK_FORM });
    const view = await viewOf(await press(aClick(id, value), { families, releases }));

    expect(JSON.stringify(view)).toContain(shown);
    expect(viewProblems(view)).toEqual([]);
    expect(releases.orders).toEqual([]);
  });

  it.each([
    [
      'the step is decided',
      withStep(open, 'qa-sign-off', { status: 'done', note: 'signed off by Iris', ask: null }),
      'signed off by Iris',
    ],
    ['a new round began', withStep(open, 'qa-sign-off', { round: 2 }), 'in round 2'],
  ])('on a stale button is told how it stands now: %s', async (_fact, view, said) => {
    const releases = recordingReleases({ open: [view] });
    const pressed = await press(aClick('answer:reject:1', { ...IDS, verb: 'reject', form: true }), {
      families,
      releases,
    });

    await expect(viewOf(pressed)).rejects.toThrow(said);
  });
});

describe('a submitted modal', () => {
  const twoTypes = aPlaybook({
    types: { weekly: aType(), hotfix: aType({ criteria: { '': ['A bug', 'Data is being lost'] } }) },
  });
  const world: World = { open: [open], playbooks: [twoTypes] };

  it.each([
    [
      'answer:give',
      { ...IDS, verb: 'reject' },
      { reason: { value: 'slow <b>' } },
      { order: 'answer', fields: { reason: 'slow <b>' } },
    ],
    [
      'answer:give',
      { ...IDS, verb: 'done' },
      { areas: { selected_options: [{ value: 'a' }, { value: 'b' }] } },
      { order: 'answer', fields: { areas: 'a\nb' } },
    ],
    ['release:hold', { release: 'kars-17' }, { reason: { value: 'legal' } }, { order: 'hold', reason: 'legal' }],
    [
      'rollback:decide',
      { release: 'kars-17' },
      {
        version: { selected_option: { value: '1.4.2' } },
        choice: { selected_option: { value: 'roll-back' } },
        reason: { value: 'errors' },
        impact: { value: null },
        database: { selected_option: { value: 'yes' } },
      },
      { order: 'rollback', version: '1.4.2', choice: 'roll-back', reason: 'errors', impact: '', database: true },
    ],
    [
      'start:open',
      { playbook: 'kars-weekly', type: 'weekly' },
      {
        type: { selected_option: { value: 'hotfix' } },
        'criteria:hotfix:0': { selected_options: [{ value: '0.1' }] },
        version: { value: 'v1.4.3' },
        summary: { value: '' },
      },
      { order: 'start', type: 'hotfix', version: '1.4.3', criteria: ['Data is being lost'] },
    ],
    [
      'hotfix:open',
      { playbook: 'kars-weekly', type: 'hotfix' },
      {
        summary: { value: 'nobody can log in' },
        'criteria:hotfix:0': { selected_options: [{ value: '0.0' }] },
        incident: { value: 'INC-7' },
      },
      { order: 'start', type: 'hotfix', summary: 'nobody can log in', incident: 'INC-7', criteria: ['A bug'] },
    ],
    [
      'exception:ask',
      { playbook: 'kars-weekly' },
      {
        pull: { value: 'https://github.com/humac/kars/pull/12' },
        severity: { selected_option: { value: 'critical' } },
        reason: { value: 'logins <fail> & <!channel>' },
      },
      {
        order: 'exception',
        playbook: 'kars-weekly',
        pull: 12,
        severity: 'critical',
        reason: 'logins <fail> & <!channel>',
      },
    ],
  ])('%s becomes an order with what was filled in', async (callback, meta, values, order) => {
    const releases = recordingReleases(world);

    await submit(aSubmission(callback, meta, values), { families, releases });

    expect(releases.orders).toEqual([expect.objectContaining({ ...order, by: 'U0QUINN' })]);
  });

  it.each([
    ['3,001 characters', 'x'.repeat(3001), 'at most 3,000 characters'],
    ['nothing but spaces', '   ', 'give a reason'],
  ])('with %s is refused at the field', async (_fact, reason, said) => {
    const releases = recordingReleases(world);
    const submitting = submit(aSubmission('release:hold', { release: 'kars-17' }, { reason: { value: reason } }), {
      families,
      releases,
    });

    await expect(submitting).rejects.toMatchObject({ field: 'reason', message: expect.stringContaining(said) });
    expect(releases.orders).toEqual([]);
  });

  it.each([
    ['no pull request', 'soon', 'is no pull request'],
    ['one of another repository', 'https://github.com/humac/web/pull/12', 'belongs to `humac/web`'],
  ])('for an exception with %s is refused at the field', async (_fact, pull, said) => {
    const releases = recordingReleases(world);
    const values = {
      pull: { value: pull },
      severity: { selected_option: { value: 'high' } },
      reason: { value: 'now' },
    };
    const submitting = submit(aSubmission('exception:ask', { playbook: 'kars-weekly' }, values), {
      families,
      releases,
    });

    await expect(submitting).rejects.toMatchObject({ field: 'pull', message: expect.stringContaining(said) });
    expect(releases.orders).toEqual([]);
  });

  it('that is corrected counts as another answer', async () => {
    const releases = recordingReleases(world);
    const filled = (reason: string): Submission =>
      aSubmission('release:hold', { release: 'kars-17' }, { reason: { value: reason } });

    await submit(filled('one'), { families, releases });
    await submit(filled('one'), { families, releases });
    await submit(filled('two'), { families, releases });

    expect(releases.orders.map((order) => 'reason' in order && order.reason)).toEqual(['one', 'two']);
  });

  it('shows the boxes of another type when that is chosen', async () => {
    const { view } = aSubmission(
      'start:open',
      { playbook: 'kars-weekly', type: 'weekly' },
      {
        type: { selected_option: { value: 'hotfix' } },
      },
    );
    const redrawn = await change(aClick('start:type', '', { view }), view, {
      families,
      releases: recordingReleases(world),
    });

    expect(JSON.stringify(redrawn)).toContain('Data is being lost');
    expect(viewProblems(redrawn)).toEqual([]);
  });

  it('carries every kind of field', async () => {
    const fields = [
      { name: 'line', label: 'A line', kind: 'line' as const },
      { name: 'link', label: 'A link', kind: 'link' as const, hint: 'of the run' },
      { name: 'few', label: 'Few', kind: 'choice' as const, options: [{ value: 'a', label: 'A' }], initial: 'a' },
      {
        name: 'lots',
        label: 'Lots',
        kind: 'choice' as const,
        options: Array.from({ length: 30 }, (_, n) => ({ value: `${n}`, label: 'x'.repeat(90) })),
      },
      { name: 'many', label: 'Many', kind: 'many' as const, options: [{ value: 'a', label: 'A' }], optional: true },
    ];
    const ask = anAsk({ answers: [{ verb: 'done', label: 'Done', of: ['qa'], fields }] });
    const releases = recordingReleases({ open: [withStep(open, 'qa-sign-off', { ask })] });
    const view = await viewOf(
      await press(aClick('answer:done:0', { ...IDS, verb: 'done', form: true }), { families, releases }),
    );

    expect(viewProblems(view)).toEqual([]);
  });
});
