import type { Freezes, GuardRecord } from '../../core/freeze/guard.ts';
import type { LineButton, LineToSay } from '../../core/message.ts';
import { escapeText, listed } from '../../core/text.ts';
import type { EngineParts } from '../parts.ts';
import { sayMessage } from '../say.ts';

/** One transaction on what is wanted of a host, with the history and the voice of whoever holds the freeze. */
export interface Scene {
  /** As it is now, which may be another one than when the call began. */
  readonly guard: GuardRecord;
  save(guard: GuardRecord): Promise<void>;
  fact(type: string, body: Readonly<Record<string, unknown>>): Promise<void>;
  /** mrkdwn in the main channel; with people it calls the owner, with buttons it asks. */
  say(
    text: string,
    more?: { readonly people?: readonly string[]; readonly buttons?: readonly LineButton[] },
  ): Promise<void>;
  /** The message of the playbook, or a line of its own for a freeze by hand. */
  announce(message: 'freeze-started' | 'freeze-lifted'): Promise<void>;
}

/** Nothing happens when the guard is gone. */
export async function onGuard(
  { playbook, terms }: GuardRecord,
  parts: EngineParts,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  if (terms.release === null) return byHand(playbook, parts, work);
  await parts.store.withRelease(terms.release, async (unit) => {
    const guard = await unit.guard(playbook);
    const run = unit.runs[0];
    if (!guard || !run) return;
    const now = parts.clock.now();
    await work({
      ...common(unit, guard, (line) => unit.say(line)),
      fact: (type, body) =>
        unit.append({ run: null, step: null, round: null, type, body, at: now, recorded: parts.clock.machine() }),
      announce: (message) => sayMessage({ unit, run, now, parts }, message),
    });
  });
}

async function byHand(
  playbook: string,
  { store, clock }: EngineParts,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  await store.withHouse(async (house) => {
    const guard = await house.guard(playbook);
    if (!guard) return;
    const scene = common(house, guard, (line) => house.say({ ...line, playbook }));
    const branches = `\`${escapeText(listed(guard.branches))}\``;
    await work({
      ...scene,
      fact: (type, body) =>
        house.append({ type, body: { playbook, ...body }, at: clock.now(), recorded: clock.machine() }),
      announce: (message) =>
        scene.say(message === 'freeze-started' ? `:lock: ${branches} is closed` : `:unlock: ${branches} is open again`),
    });
  });
}

function common(book: Freezes, guard: GuardRecord, say: (line: LineToSay) => Promise<void>) {
  return {
    guard,
    save: (after: GuardRecord) => book.saveGuard(after),
    say: (text: string, { people = [], buttons = [] }: Parameters<Scene['say']>[1] = {}) => {
      const kind = people.length > 0 ? ('needs-you' as const) : ('announce' as const);
      return say({ kind, channel: guard.terms.channel, text, mentions: people, buttons });
    },
  };
}

/** Orders offered where a freeze does not hold. */
export function guardButtons(playbook: string): readonly LineButton[] {
  return [
    { label: 'Close it again', order: { order: 'guard', playbook, choice: 'close' }, style: 'primary' },
    { label: 'Leave it a word', order: { order: 'guard', playbook, choice: 'leave' } },
  ];
}
