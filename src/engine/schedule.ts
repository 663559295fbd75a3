import type { Playbook } from '../core/playbook/playbook.ts';
import type { PlaybookShelf } from '../core/ports.ts';
import type { House, ScheduleRecord } from '../core/store.ts';
import { escapeText, listed } from '../core/text.ts';
import { nextOccurrence } from '../core/time/calendar.ts';
import { groundFor } from './ground.ts';
import { openRelease } from './open-release.ts';
import type { EngineParts } from './parts.ts';
import { tellBroken } from './tell-broken.ts';
import { tellMissed } from './tell-missed.ts';
import { slackTime } from './values.ts';

/** Later than this is late, and is said. */
const GRACE_MS = 5 * 60_000;

/** Brings the schedule rows in step with the playbooks. A broken file keeps the rows it had. */
export async function planSchedules({ good, broken }: PlaybookShelf, { store, clock }: EngineParts): Promise<void> {
  const rows = await store.schedules();
  for (const playbook of good.values()) {
    for (const [type, { opens }] of Object.entries(playbook.types)) {
      if (opens === undefined) continue;
      const row = rows.find((each) => each.playbook === playbook.playbook && each.type === type);
      if (row?.calendar === opens && row.zone === playbook.timezone) continue;
      await store.saveSchedule(nextRow({ playbook, type, opens }, clock.now()));
    }
  }
  for (const { playbook, type } of rows) {
    const isBroken = broken.has(`${playbook}.yml`) || broken.has(`${playbook}.yaml`);
    if (!isBroken && good.get(playbook)?.types[type]?.opens === undefined) await store.removeSchedule(playbook, type);
  }
}

interface Planned {
  readonly playbook: Playbook;
  readonly type: string;
  readonly opens: string;
}

function nextRow({ playbook, type, opens }: Planned, after: number): ScheduleRecord {
  const zone = playbook.timezone;
  return { playbook: playbook.playbook, type, calendar: opens, zone, nextAt: nextOccurrence(opens, zone, after).at };
}

/** Fires every schedule whose time has come, oldest first. Returns the releases that were opened. */
export async function fireSchedules(parts: EngineParts): Promise<readonly string[]> {
  if ((await dueRows(parts)).length === 0) return [];
  const shelf = await parts.shelf();
  await planSchedules(shelf, parts);
  const opened: string[] = [];
  // Read again: a file that was edited meanwhile may have moved them.
  for (const row of await dueRows(parts)) {
    try {
      opened.push(...(await fireRow(row, shelf, parts)));
    } catch (error) {
      // What was opened before it must still begin to move, and what is due after it must still open.
      parts.log.error('a schedule could not fire; it is tried again', { ...row, error });
    }
  }
  return opened;
}

async function fireRow(row: ScheduleRecord, shelf: PlaybookShelf, parts: EngineParts): Promise<readonly string[]> {
  const playbook = shelf.good.get(row.playbook);
  if (playbook) {
    const id = await fire(row, playbook, parts);
    return id === undefined ? [] : [id];
  }
  await tellBroken(row.playbook, shelf, parts);
  await parts.store.saveSchedule({ ...row, nextAt: nextOccurrence(row.calendar, row.zone, row.nextAt).at });
  return [];
}

async function dueRows({ store, clock }: EngineParts): Promise<readonly ScheduleRecord[]> {
  return (await store.schedules()).filter(({ nextAt }) => nextAt <= clock.now());
}

/** One slot of one schedule, in one transaction: the row moves on, and the release is there or somebody is asked. */
async function fire(row: ScheduleRecord, playbook: Playbook, parts: EngineParts): Promise<string | undefined> {
  const now = parts.clock.now();
  const { type, nextAt: slot } = row;
  if (await waitsForAnother(row, playbook, parts)) return undefined;
  const ground = await groundFor(playbook, type, parts);
  return parts.store.withHouse(async (house) => {
    const open = await house.openReleases(playbook.playbook);
    const next = nextOccurrence(row.calendar, row.zone, slot);
    await house.saveSchedule({ ...row, nextAt: next.at });
    if (!(await house.takeSlot(playbook.playbook, type, slot))) return undefined;
    if (open.length > 0) {
      await tellOverlap({ playbook, type, slot, open }, house, parts);
      return undefined;
    }
    if (ground.fixes.state === 'missed') {
      await tellMissed({ playbook, type, slot, fixes: ground.fixes }, house, parts);
      return undefined;
    }
    const release = await openRelease(house, { playbook, type, slot, now, by: null, ground });
    await tellShift(row, playbook, house);
    if (now - slot > GRACE_MS) parts.log.warn('a release was opened late', { release: release.id, slot, now });
    return release.id;
  });
}

/** With `overlap: wait` the row stays due, so that the slot opens as soon as the release before it has ended. */
async function waitsForAnother(row: ScheduleRecord, playbook: Playbook, parts: EngineParts): Promise<boolean> {
  const { type, nextAt: slot } = row;
  if (playbook.types[type]?.overlap !== 'wait') return false;
  return parts.store.withHouse(async (house) => {
    const open = await house.openReleases(playbook.playbook);
    const isNews = open.length > 0 && (await house.takeSlot(playbook.playbook, `${type}/waits`, slot));
    if (isNews) await tellOverlap({ playbook, type, slot, open }, house, parts);
    return open.length > 0;
  });
}

/** Daylight saving may move a slot, which people would otherwise take for a mistake. */
async function tellShift({ calendar, zone, nextAt: slot }: ScheduleRecord, playbook: Playbook, house: House) {
  const { at, note } = nextOccurrence(calendar, zone, slot - 1);
  if (at !== slot || note === undefined) return;
  await house.say({
    kind: 'announce',
    playbook: playbook.playbook,
    channel: playbook.channels.main?.slack ?? '',
    text: `:clock3: *${escapeText(playbook.title)}*: ${escapeText(note)}.`,
  });
}

interface Overlap {
  readonly playbook: Playbook;
  readonly type: string;
  readonly slot: number;
  readonly open: readonly string[];
}

/** Never two in silence: what happens to the second is asked, or said. */
async function tellOverlap(
  { playbook, type, slot, open }: Overlap,
  house: House,
  { clock }: EngineParts,
): Promise<void> {
  const overlap = playbook.types[type]?.overlap ?? 'ask';
  const order = { order: 'slot', playbook: playbook.playbook, type, slot } as const;
  const when = slackTime(slot, playbook.timezone);
  await house.append({
    type: 'slot:overlapped',
    body: { playbook: playbook.playbook, type, slot, open, overlap },
    at: clock.now(),
    recorded: clock.machine(),
  });
  if (overlap === 'ask') await house.takeSlot(playbook.playbook, `${type}/asked`, slot);
  const fate = {
    ask: 'Shall it open as well?',
    wait: 'It opens by itself when that one is done.',
    skip: 'It is left out.',
  }[overlap];
  await house.say({
    kind: overlap === 'ask' ? 'needs-you' : 'announce',
    playbook: playbook.playbook,
    channel: playbook.channels.main?.slack ?? '',
    text: `:calendar: *${escapeText(playbook.title)}* (${escapeText(type)}) was due ${when}, but ${escapeText(listed(open))} is still open. ${fate}`,
    mentions: overlap === 'ask' ? [playbook.owner] : [],
    buttons:
      overlap !== 'ask'
        ? []
        : [
            { label: 'Open it', order: { ...order, choice: 'open' }, style: 'primary' },
            { label: 'Leave it out', order: { ...order, choice: 'skip' } },
          ],
  });
}
