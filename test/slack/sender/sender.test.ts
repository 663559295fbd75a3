import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CardRow, OutboxLine } from '../../../src/core/ports.ts';
import { createClients } from '../../../src/slack/clients.ts';
import { createSender, type Sender } from '../../../src/slack/sender/sender.ts';
import { recordingReleases } from '../../support/fake-releases.ts';
import { aCard, aLine, type MemoryOutbox, memoryOutbox } from '../../support/memory-outbox.ts';
import { listedRoles, recordingLog } from '../../support/quiet.ts';
import { aReleaseView, THURSDAY, withStep } from '../../support/release-view.ts';
import { type ScriptedSlack, scriptedSlack } from '../../support/scripted-slack.ts';

const START = 1_000_000_000;
const SETTLE = 10_000;
const view = aReleaseView();

let slack: ScriptedSlack;
let machine: number;
beforeEach(async () => {
  slack = await scriptedSlack();
  machine = START;
});
afterEach(() => slack.stop());

interface Office {
  readonly outbox: MemoryOutbox;
  readonly sender: Sender;
  readonly releases: ReturnType<typeof recordingReleases>;
  readonly log: ReturnType<typeof recordingLog>;
}

function office(lines: readonly OutboxLine[], cards: readonly CardRow[] = [], url = slack.url): Office {
  const outbox = memoryOutbox(lines, cards);
  const releases = recordingReleases({ open: [view] });
  const log = recordingLog();
  const clients = createClients({ botToken: 'xoxb-test', slackApiUrl: url }, log);
  const clock = { now: () => THURSDAY, machine: () => machine };
  const sender = createSender({ outbox, releases, roles: listedRoles, clients, clock, log, settleMs: SETTLE });
  return { outbox, sender, releases, log };
}

/** Lets so much machine time pass, a second at a time, as the sender's own timer would. */
async function pass(sender: Sender, ms: number): Promise<void> {
  for (const end = machine + ms; machine < end; machine += 1_000) await sender.pump();
  await sender.pump();
}

const texts = (): readonly string[] => slack.posted.map(({ text }) => text);

describe('lines', () => {
  it('go out in order, one a second in a channel, the channels beside each other', async () => {
    const { sender } = office([aLine(1), aLine(2), aLine(3, { channel: 'team' })]);

    await sender.pump();
    expect(texts().toSorted()).toEqual(['line 1', 'line 3']);

    await pass(sender, 2_000);
    expect(texts().at(-1)).toBe('line 2');
  });

  it('that need somebody go first, then a new card, then the thread, then announcements', async () => {
    const thread = { channel: 'C0RELEASES', ts: '1.1' };
    const { sender } = office(
      [
        aLine(1),
        aLine(2, { thread, kind: 'thread' }),
        aLine(3, { thread: { ...thread, ts: '2.2' }, kind: 'needs-you' }),
      ],
      [aCard('kars-17')],
    );

    await pass(sender, 8_000);

    expect(texts()).toEqual(['line 3', expect.stringContaining('KARS weekly'), 'line 2', 'line 1']);
  });

  it('call the people of their roles, and deputies where they are meant', async () => {
    const { sender } = office([aLine(1, { mentions: ['qa', 'lead/deputies'], release: 'kars-17', kind: 'needs-you' })]);

    await sender.pump();

    expect(texts()).toEqual(['<@U0QUINN> <@U0IRIS> *lead/deputies* line 1']);
  });

  it('carry their orders as buttons', async () => {
    const order = { order: 'slot', playbook: 'kars-weekly', type: 'weekly', slot: 5, choice: 'skip' } as const;
    const { sender } = office([aLine(1, { buttons: [{ label: 'Leave it out', order }] })]);

    await sender.pump();

    expect(JSON.parse(slack.posted[0]?.blocks ?? '')).toContainEqual(
      expect.objectContaining({ type: 'actions', elements: [expect.objectContaining({ action_id: 'order:slot:0' })] }),
    );
  });
});

describe('when Slack is busy', () => {
  it('a channel waits as long as Slack asks, and the other goes on', async () => {
    slack.next('chat.postMessage', { status: 429, retryAfter: 7 });
    const { sender } = office([aLine(1), aLine(2, { channel: 'team' }), aLine(3, { channel: 'team' })]);

    await pass(sender, 4_000);
    expect(texts()).toHaveLength(2);
    expect(new Set(slack.posted.map(({ channel }) => channel)).size).toBe(1);

    await pass(sender, 6_000);
    expect(texts()).toHaveLength(3);
  });

  it('a channel waits with all of its threads', async () => {
    slack.next('chat.postMessage', { status: 429, retryAfter: 7 });
    const thread = { channel: 'C0RELEASES', ts: '1.1' };
    const { sender } = office([aLine(1), aLine(2, { thread, kind: 'thread' })]);

    await pass(sender, 5_000);
    expect(texts()).toEqual([]);

    await pass(sender, 5_000);
    expect(texts()).toHaveLength(2);
  });

  it('edits of all cards wait, since Slack counts them together', async () => {
    slack.next('chat.update', { status: 429, retryAfter: 20 });
    const { sender } = office([], [aCard('kars-17'), aCard('kars-18')]);
    await pass(sender, 3_000);
    const { sender: later } = office(
      [],
      [
        aCard('kars-17', { message: { channel: 'C0RELEASES', ts: '1000.1' } }),
        aCard('kars-18', { message: { channel: 'C0RELEASES', ts: '1001.1' } }),
      ],
    );

    await pass(later, 15_000);
    expect(slack.calls.filter((method) => method === 'chat.update')).toHaveLength(1);

    await pass(later, 15_000);
    expect(slack.calls.filter((method) => method === 'chat.update')).toHaveLength(3);
  });

  it('edits wait as long as Slack asks, and messages go on', async () => {
    slack.next('chat.update', { status: 429, retryAfter: 30 });
    const { sender, outbox, releases } = office([], [aCard('kars-17')]);
    await sender.pump();
    releases.become({ open: [withStep(view, 'production', { status: 'active' })] });
    outbox.card('kars-17').drawn = 2;

    await pass(sender, 20_000);
    expect(outbox.card('kars-17').shown).toBe(1);

    await pass(sender, 20_000);
    expect(outbox.card('kars-17').shown).toBe(2);
  });
});

describe('when nobody knows whether a message arrived', () => {
  it.each([
    ['the answer was lost', 'answer-lost'],
    ['the request was lost', 'dropped'],
    ['Slack broke with 500', { status: 500 }],
    ['Slack broke with an internal error', { error: 'internal_error' }],
  ] as const)('it stands there once in the end: %s', async (_fact, fate) => {
    slack.next('chat.postMessage', fate);
    const { sender, outbox } = office([aLine(1), aLine(2)]);

    await pass(sender, SETTLE - 2_000);
    expect(slack.calls.filter((method) => method === 'chat.postMessage')).toHaveLength(1);

    await pass(sender, SETTLE);
    expect(texts()).toEqual(['line 1', 'line 2']);
    expect(outbox.line(1)).toMatchObject({ state: 'sent', sentAs: { channel: 'C0RELEASES', ts: '1000.1' } });
  });

  it('a process that finds it so after a crash looks before it sends', async () => {
    slack.next('chat.postMessage', 'answer-lost');
    const before = office([aLine(1)]);
    await before.sender.pump();
    const { sender, outbox } = office([aLine(1, { unsureSince: START, attempts: 1 })]);

    await pass(sender, SETTLE + 2_000);

    expect(texts()).toEqual(['line 1']);
    expect(outbox.line(1).state).toBe('sent');
  });

  it('holds up its own thread only', async () => {
    slack.next('chat.postMessage', 'dropped');
    const thread = { channel: 'C0RELEASES', ts: '1.1' };
    const { sender } = office([aLine(1, { thread, kind: 'thread' }), aLine(2, { thread, kind: 'thread' }), aLine(3)]);

    await pass(sender, 5_000);

    expect(texts()).toEqual(['line 3']);
  });

  it('it is looked for again when the look fails', async () => {
    slack.next('chat.postMessage', 'answer-lost');
    slack.next('conversations.history', { status: 500 });
    const { sender, outbox } = office([aLine(1)]);

    await pass(sender, 3 * SETTLE);

    expect(texts()).toEqual(['line 1']);
    expect(outbox.line(1).state).toBe('sent');
  });

  it('it is never sent twice when Shipmate may not look', async () => {
    slack.next('chat.postMessage', 'dropped');
    slack.next('conversations.history', { error: 'missing_scope' });
    const { sender, outbox } = office([aLine(1)]);

    await pass(sender, 2 * SETTLE);

    expect(outbox.line(1)).toMatchObject({ state: 'poisoned', why: expect.stringContaining('missing_scope') });
    expect(texts()).toEqual([]);
  });

  it('a card is found and then brought up to date', async () => {
    slack.next('chat.postMessage', 'answer-lost');
    const { sender, outbox, releases } = office([], [aCard('kars-17')]);
    await sender.pump();
    releases.become({ open: [{ ...view, summary: 'what it became meanwhile' }] });

    await pass(sender, 2 * SETTLE);

    expect(slack.posted).toEqual([expect.objectContaining({ blocks: expect.stringContaining('became meanwhile') })]);
    expect(outbox.card('kars-17')).toMatchObject({ shown: 1, message: { ts: '1000.1' } });
  });
});

describe('what Slack refuses', () => {
  it('for its looks is sent as bare text', async () => {
    slack.next('chat.postMessage', { error: 'invalid_blocks' });
    const { sender, outbox } = office([], [aCard('kars-17')]);

    await sender.pump();

    expect(slack.posted).toEqual([expect.objectContaining({ blocks: '', text: expect.stringContaining('kars-17') })]);
    expect(outbox.card('kars-17').shown).toBe(1);
  });

  it('is tried again later, and given up when it never passes, so that the next one goes out', async () => {
    slack.next('chat.postMessage', ...Array.from({ length: 40 }, () => ({ error: 'restricted_action' })));
    const { sender, outbox } = office([aLine(1), aLine(2)]);

    await pass(sender, 900_000);

    expect(outbox.line(1)).toMatchObject({ state: 'poisoned', why: expect.stringContaining('restricted_action') });
    expect(outbox.line(2).attempts).toBeGreaterThan(0);
  });

  it('for a wrong token is kept until the token is right', async () => {
    slack.next('chat.postMessage', ...Array.from({ length: 20 }, () => ({ error: 'invalid_auth' })));
    const { sender, outbox } = office([aLine(1)]);

    await pass(sender, 1_800_000);

    expect(outbox.line(1).state).toBe('sent');
  });

  it('is a channel that nobody invited Shipmate to: the line is kept', async () => {
    const { sender, outbox } = office([aLine(1, { channel: 'secret' })]);

    await pass(sender, 60_000);

    expect(outbox.line(1)).toMatchObject({ state: 'queued', why: expect.stringContaining('no channel secret') });
  });
});

describe('with Slack down', () => {
  it('rows stay, and go out when it is back', async () => {
    const gone = await scriptedSlack();
    await gone.stop();
    const { sender, outbox } = office([aLine(1)], [aCard('kars-17')], gone.url);

    await pass(sender, 30_000);

    expect(outbox.line(1).state).toBe('queued');
    expect(outbox.card('kars-17').message).toBeNull();
  });
});

describe('cards', () => {
  it('are edited where they stand, at most every two seconds, and only when they look different', async () => {
    const { sender, outbox, releases } = office([], [aCard('kars-17')]);
    await sender.pump();
    const card = outbox.card('kars-17');

    card.drawn = 2;
    await pass(sender, 3_000);
    expect(slack.calls).not.toContain('chat.update');
    expect(card.shown).toBe(2);

    for (let drawn = 3; drawn < 8; drawn++) {
      releases.become({ open: [{ ...view, summary: `state ${drawn}` }] });
      card.drawn = drawn;
      await sender.pump();
      machine += 500;
    }
    await pass(sender, 3_000);

    expect(slack.calls.filter((method) => method === 'chat.update').length).toBeLessThanOrEqual(3);
    expect(slack.posted).toEqual([expect.objectContaining({ blocks: expect.stringContaining('state 7') })]);
  });

  it('are posted anew when somebody deleted them', async () => {
    const message = { channel: 'C0RELEASES', ts: '9.9' };
    const { sender, outbox } = office([], [aCard('kars-17', { message, hash: 'old' })]);

    await pass(sender, 5_000);

    expect(outbox.card('kars-17').message?.ts).toBe('1000.1');
  });

  it('carry an id by which they are found again, and nothing secret', async () => {
    const { sender } = office([], [aCard('kars-17')]);

    await sender.pump();

    expect(slack.posted[0]?.metadata).toEqual({ event_type: 'shipmate_line', event_payload: { id: 'card-kars-17' } });
  });
});

it('a broken store stops nothing for good', async () => {
  const { sender, outbox, log } = office([aLine(1)]);
  const lines = outbox.lines;
  outbox.lines = async () => {
    throw new Error('disk is full');
  };
  await sender.pump();
  outbox.lines = lines;
  await sender.pump();

  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: 'error', message: 'the outbox could not be read' }),
  );
  expect(texts()).toEqual(['line 1']);
});
