import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LineToSay } from '../../src/core/message.ts';
import type { Outbox } from '../../src/core/ports.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { troubles } from '../../src/store/troubles.ts';
import { addRelease, aLine, openDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let outbox: Outbox;
let reports: string[];

beforeEach(async () => {
  database = await openDatabase();
  reports = [];
  outbox = createOutbox(database.db, async (release, { step, round }, { type }) => {
    reports.push(`${release} ${step}/${round} ${type}`);
  });
  await addRelease(database.store, 'lab-1');
});
afterEach(() => database.remove());

const say = (...lines: readonly LineToSay[]): Promise<void> =>
  database.store.withRelease('lab-1', async (unit) => {
    for (const line of lines) await unit.say(line);
  });
const addCard = (key: string, kind: 'release' | 'request' = 'release', round = 0): Promise<unknown> =>
  database.store.withRelease('lab-1', (unit) =>
    unit.addCard({ key, kind, run: 'main', step: kind === 'release' ? '' : 'look', round, channel: 'releases' }),
  );
const offered = async (machine = 10): Promise<readonly string[]> =>
  (await outbox.lines(machine)).map(({ text }) => text);
const idOf = async (text: string): Promise<number> =>
  (await database.db.selectFrom('outbox').select('id').where('text', '=', text).executeTakeFirstOrThrow()).id;
const SENT = { channel: 'C1', ts: '1.0' };

describe('lines', () => {
  it('leave one after the other in their channel', async () => {
    await say(aLine('one'), aLine('two'), aLine('elsewhere', { channel: 'team' }));
    expect(await offered()).toEqual(['one', 'elsewhere']);
    await outbox.lineSending(await idOf('one'), 5);
    expect(await offered()).toEqual(['one', 'elsewhere']);
    await outbox.lineSent(await idOf('one'), SENT);
    expect(await offered()).toEqual(['two', 'elsewhere']);
  });

  it('that wait hold up nobody but those behind them', async () => {
    await say(aLine('one'), aLine('two'), aLine('elsewhere', { channel: 'team' }));
    await outbox.lineLater(await idOf('one'), 50, '429');
    expect(await offered(49)).toEqual(['elsewhere']);
    expect(await offered(50)).toEqual(['one', 'elsewhere']);
  });

  it('that are poisoned let the next one pass, and are told by `doctor`', async () => {
    await say(aLine('one'), aLine('two'));
    await outbox.linePoisoned(await idOf('one'), 'invalid_blocks');
    expect(await offered()).toEqual(['two']);
    expect(await troubles(database.db)).toEqual([
      'Message 1 to releases (lab-1) was refused by Slack for good: invalid_blocks',
    ]);
  });

  it('that call people come first, then announcements, then those in threads', async () => {
    await addCard('lab-1');
    await outbox.cardSent('lab-1', SENT, 'hash', 1);
    await say(
      aLine('news', { channel: 'team' }),
      aLine('detail', { kind: 'thread', inThread: true }),
      aLine('help', { kind: 'needs-you' }),
    );
    expect(await offered()).toEqual(['help', 'news', 'detail']);
  });

  it('of a thread wait for the card that the thread hangs on', async () => {
    await say(aLine('detail', { kind: 'thread', inThread: true }), aLine('news'));
    expect(await offered()).toEqual(['news']);
    await addCard('lab-1');
    expect(await offered()).toEqual(['news']);
    await outbox.cardSent('lab-1', SENT, 'hash', 1);
    expect((await outbox.lines(10)).find(({ text }) => text === 'detail')).toMatchObject({ thread: SENT });
  });

  it('whose sending was cut off are known as unsure', async () => {
    await say(aLine('one'));
    await outbox.lineSending(1, 7);
    expect(await outbox.lines(10)).toMatchObject([{ unsureSince: 7, attempts: 1 }]);
    await outbox.lineLater(1, 8, 'it did not arrive');
    expect(await outbox.lines(10)).toMatchObject([{ unsureSince: null, attempts: 1 }]);
  });

  it('report to the step that waits for them, once', async () => {
    const report = { run: 'main', step: 'look', round: 2 };
    await say(aLine('one', { report, message: 'release-complete' }), aLine('two', { report }), aLine('three'));
    await outbox.lineSent(1, SENT);
    await outbox.linePoisoned(2, 'no_such_channel');
    await outbox.lineSent(3, SENT);
    expect(reports).toEqual(['lab-1 look/2 delivered', 'lab-1 look/2 undeliverable']);
    expect(await database.store.withRelease('lab-1', (unit) => unit.said())).toEqual(['release-complete']);
  });
});

describe('cards', () => {
  const due = async (machine = 10): Promise<readonly string[]> => (await outbox.cards(machine)).map(({ key }) => key);
  const change = (): Promise<void> =>
    database.store.withRelease('lab-1', async (unit) => {
      unit.release.summary += 'x';
    });
  const draw = async (key: string): Promise<void> => {
    const card = (await outbox.cards(10)).find((each) => each.key === key);
    await outbox.cardSent(key, SENT, 'hash', card?.drawn ?? -1);
  };

  it('are drawn once for any number of changes, and again after the next', async () => {
    await addCard('lab-1');
    await change();
    await change();
    expect(await due()).toEqual(['lab-1']);
    await draw('lab-1');
    expect(await due()).toEqual([]);
    await change();
    expect(await due()).toEqual(['lab-1']);
  });

  it('that changed while they were drawn stay due', async () => {
    await addCard('lab-1');
    const [card] = await outbox.cards(10);
    await change();
    await outbox.cardSent('lab-1', SENT, 'hash', card?.drawn ?? 0);
    expect(await due()).toEqual(['lab-1']);
  });

  it('that look the same are not due, and those that wait are due later', async () => {
    await addCard('lab-1');
    const [card] = await outbox.cards(10);
    await outbox.cardUnchanged('lab-1', card?.drawn ?? 0);
    expect(await due()).toEqual([]);
    await change();
    await outbox.cardLater('lab-1', 90, '429');
    expect(await due(89)).toEqual([]);
    expect(await due(90)).toEqual(['lab-1']);
  });

  it('that were deleted in Slack are posted anew', async () => {
    await addCard('lab-1');
    await draw('lab-1');
    await outbox.cardLost('lab-1');
    expect(await outbox.cards(10)).toMatchObject([{ key: 'lab-1', message: null, hash: null }]);
  });

  it('of a round that is over are drawn a last time, and rest', async () => {
    await addCard('lab-1/main/look/1', 'request', 1);
    await draw('lab-1/main/look/1');
    await database.store.withRelease('lab-1', async (unit) => {
      const [step] = unit.steps;
      if (step) step.status = 'done';
    });
    expect(await due()).toEqual(['lab-1/main/look/1']);
    await draw('lab-1/main/look/1');
    await change();
    expect(await due()).toEqual([]);
  });

  it('of an ended release rest, until something happens to it after all', async () => {
    await addCard('lab-1');
    await database.store.withRelease('lab-1', async (unit) => {
      unit.release.status = 'finished';
    });
    await draw('lab-1');
    expect(await due()).toEqual([]);
    await change();
    expect(await due()).toEqual(['lab-1']);
  });
});
