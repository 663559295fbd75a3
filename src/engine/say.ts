import type { LineButton, LineToSay } from '../core/message.ts';
import { fillLines, placeholdersOf } from '../core/playbook/fill.ts';
import { SHIPPED_MESSAGES } from '../core/playbook/shipped-messages.ts';
import type { Turn } from './turn.ts';
import { valuesOf } from './values.ts';

/** Messages that must not wait behind anything else. */
const URGENT: ReadonlySet<string> = new Set(['rollback-started', 'rollback-asked', 'problem-reported']);

/** What is needed to say something about a release. */
export type Speaker = Pick<Turn, 'unit' | 'run' | 'now' | 'parts'>;

/** Messages that are lines in the release's thread in the main channel; every other message stands by itself there. */
const IN_THREAD: ReadonlySet<string> = new Set([
  'release-opened',
  'phase-started',
  'sign-off-given',
  'deploy-started',
  'deploy-finished',
  'check-failed',
  'step-failed',
]);

export interface Saying {
  /** Values by placeholder, already harmless in mrkdwn; they win over those of the release. */
  readonly fill?: Readonly<Record<string, string>>;
  readonly mentions?: readonly string[];
  readonly report?: LineToSay['report'];
  readonly buttons?: readonly LineButton[];
  /** The main channel is told in another way. */
  readonly notInMain?: boolean;
}

/** Puts a message into the outbox for every channel that hears it. The main channel hears everything. */
export async function sayMessage(speaker: Speaker, message: string, saying: Saying = {}): Promise<void> {
  const { unit } = speaker;
  const { playbook } = unit.release.plan;
  for (const [name, channel] of Object.entries(playbook.channels)) {
    const isMain = name === 'main';
    if (isMain ? saying.notInMain : !channel.hears.includes(message)) continue;
    const template =
      playbook.messages[`${message}/${name}`] ?? playbook.messages[message] ?? SHIPPED_MESSAGES[message] ?? message;
    const values = { ...(await valuesOf(speaker, placeholdersOf(template))), ...saying.fill };
    const needsPeople = (saying.mentions ?? []).length > 0 || (saying.buttons ?? []).length > 0;
    await unit.say({
      kind: URGENT.has(message) || (needsPeople && isMain) ? 'needs-you' : 'announce',
      channel: channel.slack,
      text: fillLines(template, values),
      inThread: isMain && IN_THREAD.has(message) && !needsPeople,
      ...(isMain && { message, mentions: saying.mentions ?? [], buttons: saying.buttons ?? [] }),
      ...(isMain && saying.report && { report: saying.report }),
    });
  }
}

/** One line in the thread of the release's card. The text is mrkdwn: foreign words in it must be escaped. */
export async function sayInThread({ unit }: Pick<Turn, 'unit'>, text: string): Promise<void> {
  await unit.say({ kind: 'thread', channel: mainChannel(unit), text, inThread: true });
}

/** A message of its own in the main channel that calls people. */
export async function callPeople(
  { unit }: Pick<Turn, 'unit'>,
  line: { readonly text: string; readonly mentions: readonly string[]; readonly buttons?: readonly LineButton[] },
): Promise<void> {
  await unit.say({ kind: 'needs-you', channel: mainChannel(unit), ...line });
}

export function mainChannel(unit: Turn['unit']): string {
  return unit.release.plan.playbook.channels.main?.slack ?? '';
}
