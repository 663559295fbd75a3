import { UserError } from '../../core/errors.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { Order, Outcome, Sender } from '../../core/release/order.ts';
import type { House, ReleaseUnit, RunRecord, StepRecord } from '../../core/store.ts';
import type { Ground } from '../ground.ts';
import type { EngineParts } from '../parts.ts';
import { isException, stepsOf, type Turn } from '../turn.ts';

export interface OrderContext {
  readonly parts: EngineParts;
  readonly sender: Sender;
  /** The roles that the sender has at this moment in the playbook concerned. */
  readonly roles: readonly string[];
  /** See Answer.login; null as well where nothing asks for it, or nobody could be asked. */
  readonly login: string | null;
  readonly now: number;
  readonly machine: number;
}

/** Orders that name a release are carried out inside its transaction. */
export type ReleaseOrder = Extract<Order, { release: string }>;

export type ReleaseHandler<O extends ReleaseOrder> = (
  order: O,
  unit: ReleaseUnit,
  context: OrderContext,
) => Promise<Outcome>;

/** Those that belong to no release, or find theirs by themselves. */
export type HouseOrder = Exclude<Order, ReleaseOrder | { order: 'exception' }>;

/** The playbook is read before the transaction. */
export interface HouseContext extends OrderContext {
  readonly playbook: Playbook;
  readonly ground: Ground;
}

export type HouseHandler<O extends HouseOrder> = (order: O, house: House, context: HouseContext) => Promise<Outcome>;

/** What helpers that move a release need; an order reads nothing and performs nothing by itself. */
export function turnOf(unit: ReleaseUnit, { parts, now, machine }: OrderContext, run: RunRecord): Turn {
  return { unit, parts, run, now, machine, wanted: [], isReading: () => false };
}

/** The run that moves the release: main or the newest rollback. Throws UserError when none does. */
export function runningRun(unit: ReleaseUnit): RunRecord {
  const run = unit.runs.findLast((each) => each.status === 'running' && !isException(each));
  if (!run) throw ended(unit);
  return run;
}

/** The run that a step named by a person belongs to: an exception beside the release only when it is meant. */
export function runOfStep(unit: ReleaseUnit, step: string | undefined): RunRecord {
  const exception = unit.runs.find(({ id, status }) => id === step && status === 'running');
  return exception ?? runningRun(unit);
}

export function ended({ release }: ReleaseUnit): UserError {
  return new UserError('stale', `\`${release.id}\` has ended (${release.status})`, {
    fix: '`/release list` shows what is open.',
  });
}

export function findStep(unit: ReleaseUnit, run: RunRecord, id: string): StepRecord {
  const steps = stepsOf({ unit, run });
  const step =
    steps.find((each) => each.id === id) ?? steps.find(({ title }) => title.toLowerCase() === id.toLowerCase());
  if (!step) {
    throw new UserError('no_step', `\`${unit.release.id}\` has no step \`${id}\``, {
      fix: `Its steps are: ${steps.map((each) => each.id).join(', ')}.`,
    });
  }
  return step;
}

/** The named step, or the one that is stopped. Throws UserError when there is none. */
export function stoppedOr(unit: ReleaseUnit, run: RunRecord, id: string | undefined): StepRecord {
  if (id !== undefined) return findStep(unit, run, id);
  const stopped = stepsOf({ unit, run }).find(({ status }) => status === 'stopped');
  if (stopped) return stopped;
  const open = stepsOf({ unit, run }).filter(({ status }) => status === 'waiting' || status === 'active');
  throw new UserError('nothing_stopped', `no step of \`${unit.release.id}\` is stopped`, {
    fix:
      open.length > 0
        ? `Under way: ${open.map((step) => step.id).join(', ')}. Name one to mean it.`
        : '`/release status` shows where it stands.',
  });
}

export const from = ({ sender }: OrderContext): { readonly by: string; readonly via: string } => ({
  by: sender.by,
  via: sender.via,
});

export interface HandFreeze {
  readonly type: 'freeze:started' | 'freeze:lifted';
  readonly body: Readonly<Record<string, unknown>>;
  /** mrkdwn, foreign words escaped. */
  readonly text: string;
}

/** Writes down that a freeze was changed by hand, outside of any release, and says it in the main channel. */
export async function writeFreeze(
  house: House,
  { type, body, text }: HandFreeze,
  { playbook, sender, now, machine }: HouseContext,
): Promise<void> {
  const { playbook: name, channels } = playbook;
  const { by, via } = sender;
  await house.append({ type, body: { playbook: name, ...body }, at: now, recorded: machine, by, via });
  await house.say({ kind: 'announce', playbook: name, channel: channels.main?.slack ?? '', text });
}
