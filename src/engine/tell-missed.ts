import type { Playbook } from '../core/playbook/playbook.ts';
import type { House } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { type Fixes, missedInWords } from './missed-fixes.ts';
import type { EngineParts } from './parts.ts';

interface Missed {
  readonly playbook: Playbook;
  readonly type: string;
  readonly slot: number;
  readonly fixes: Extract<Fixes, { state: 'missed' }>;
}

/** A slot that could not open: whoever merges the fix opens it afterwards. */
export async function tellMissed({ playbook, type, slot, fixes }: Missed, house: House, { clock }: EngineParts) {
  const { playbook: name, title, owner, channels } = playbook;
  const { what, fix } = missedInWords(fixes);
  const order = { order: 'slot', playbook: name, type, slot } as const;
  await house.takeSlot(name, `${type}/asked`, slot);
  const body = { playbook: name, type, slot, tag: fixes.tag, branches: fixes.branches };
  await house.append({ type: 'slot:missed-fix', body, at: clock.now(), recorded: clock.machine() });
  await house.say({
    kind: 'needs-you',
    playbook: name,
    channel: channels.main?.slack ?? '',
    text: `:no_entry: *${escapeText(title)}* (${escapeText(type)}) does not open: ${escapeText(what)}. ${escapeText(fix)}`,
    mentions: [owner],
    buttons: [
      { label: 'Try again', order: { ...order, choice: 'open' }, style: 'primary' },
      { label: 'Leave it out', order: { ...order, choice: 'skip' } },
    ],
  });
}
