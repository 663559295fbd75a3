import type { FreezeRecord } from '../../core/freeze/guard.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import { escapeText, listed, personText } from '../../core/text.ts';
import { formatDuration } from '../../core/time/duration.ts';
import type { EngineParts } from '../parts.ts';

/** Business time. */
const DAY_MS = 86_400_000;

/** Asks once a day about a freeze that a person began, or whose release has ended, whether anybody still needs it. */
export async function nagAll(parts: EngineParts): Promise<void> {
  const due = await parts.store.nagsDue(parts.clock.now());
  for (const freezes of Map.groupBy(due, ({ playbook, holder }) => `${playbook} ${holder}`).values()) {
    await nagAbout(freezes, parts);
  }
}

async function nagAbout(freezes: readonly FreezeRecord[], parts: EngineParts): Promise<void> {
  const { store, clock } = parts;
  const [first] = freezes;
  if (!first) return;
  const { playbook: name, holder } = first;
  const isForgotten = holder.startsWith('@') || !(await store.openIds()).includes(holder);
  const playbook = isForgotten ? await playbookOf(first, parts) : undefined;
  await store.withHouse(async (house) => {
    await house.nagAgain(name, holder, clock.now() + DAY_MS);
    if (!playbook) return;
    await house.say({
      kind: 'needs-you',
      playbook: name,
      channel: playbook.channels.main?.slack ?? '',
      text: textOf(freezes, clock.now()),
      mentions: [playbook.owner],
      buttons: [
        {
          label: 'Open it',
          order: { order: 'thaw', playbook: name, reason: 'nobody needs it any more' },
          style: 'primary',
        },
      ],
    });
  });
}

/** As the release has it; of one by hand as it stands now. */
async function playbookOf(
  { playbook, holder }: FreezeRecord,
  { store, shelf }: EngineParts,
): Promise<Playbook | undefined> {
  return (await store.plan(holder))?.playbook ?? (await shelf()).good.get(playbook);
}

function textOf(freezes: readonly FreezeRecord[], now: number): string {
  const [{ holder, since } = { holder: '', since: now }] = freezes;
  const branches = escapeText(listed(freezes.map(({ branch }) => branch)));
  const by = holder.startsWith('@')
    ? `by ${personText(holder.slice(1))}`
    : `for \`${escapeText(holder)}\`, which has ended`;
  return `:alarm_clock: \`${branches}\` has been closed for ${formatDuration(now - since)} ${by}. Is it still needed?`;
}
