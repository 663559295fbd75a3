import { DidNotHappen, messageOf, messageWithFix, UserError } from '../core/errors.ts';
import { isEnded } from '../core/release/release.ts';
import type { IntentRecord, ReleaseUnit, StepRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import type { ActionContext, Finding, Found, StepAction } from '../steps/_step.ts';
import { ASK_CONDITION, askCondition } from './condition.ts';
import { giveUp } from './end-step.ts';
import { isNamed, pauseOf } from './is-named.ts';
import type { AnyView, EngineParts } from './parts.ts';
import { callPeople } from './say.ts';
import { appendFact, type Turn, type Wanted } from './turn.ts';
import { viewOf } from './view.ts';

type AnyAction = StepAction<unknown, never, unknown>;
type NewFact = { readonly type: string };

/** Reads that failed in a row before a person is asked. */
const READ_TRIES = 8;
/** Looks that failed in a row before a person is asked. */
const LOOK_TRIES = 3;

/** 1 s, 2 s, 4 s … at most a minute. */
export function backoffMs(tries: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.max(0, tries - 1));
}

/**
 * Does one thing to the world, outside of any transaction, and writes down what came of it. Never throws for what the
 * world does; a store that can't be written throws, and leaves an open intent for later.
 */
export async function perform(wanted: Wanted, parts: EngineParts): Promise<void> {
  if (wanted.action === ASK_CONDITION) return askCondition(wanted, parts);
  const found = await prepare(wanted, parts, ({ owner }) => owner === parts.owner);
  if (!found) return;
  const { action, context, isWanted } = found;
  if (!action.effect) return performRead(wanted, parts, { perform: () => action.perform(context) });
  if (!isWanted) return settle(wanted, parts, { didNot: 'the release was held or moved on before it was begun' });
  try {
    const fact: NewFact = await action.perform(context);
    await settle(wanted, parts, { happened: fact });
  } catch (error) {
    if (isNamed(error, DidNotHappen))
      return settle(wanted, parts, { didNot: messageOf(error), pauseMs: pauseOf(error) });
    parts.log.warn('the end of an effect is unknown', { ...wanted, error: messageOf(error) });
    await change(wanted, parts, async (_turn, _step, intent) => {
      if (intent) intent.why = messageOf(error);
    });
  }
}

/** Asks the other side what became of an effect whose end nobody wrote down. */
export async function lookAt(wanted: Wanted, parts: EngineParts): Promise<void> {
  const found = await prepare(wanted, parts, ({ status }) => status === 'open');
  if (!found?.action.effect) {
    return change(wanted, parts, (turn, step, intent) =>
      askUnsure(turn, step, intent, 'this version of Shipmate has no way to look'),
    );
  }
  let seen: Found<never>;
  try {
    seen = await found.action.look(found.context);
  } catch (error) {
    return lookFailed(wanted, parts, error);
  }
  if ('happened' in seen) return settle(wanted, parts, { happened: seen.happened as NewFact });
  if ('didNot' in seen) return settle(wanted, parts, { didNot: 'the other side knows nothing of it' });
  if ('unsure' in seen)
    return change(wanted, parts, (turn, step, intent) => askUnsure(turn, step, intent, seen.unsure));
  return change(wanted, parts, async (turn, _step, intent) => {
    if (intent) intent.lookAt = turn.machine + seen.stillMs;
  });
}

async function lookFailed(wanted: Wanted, parts: EngineParts, error: unknown): Promise<void> {
  await change(wanted, parts, async (turn, step, intent) => {
    if (!intent) return;
    intent.looks += 1;
    intent.lookAt = turn.machine + (pauseOf(error) ?? backoffMs(intent.looks + 2));
    if (intent.looks >= LOOK_TRIES)
      await askUnsure(turn, step, intent, `the look failed ${intent.looks} times: ${messageOf(error)}`);
  });
}

async function askUnsure(turn: Turn, step: StepRecord, intent: IntentRecord | undefined, why: string): Promise<void> {
  if (!intent || intent.status === 'unsure') return;
  intent.status = 'unsure';
  intent.why = why;
  await appendFact(turn, step, { type: 'effect:unsure', action: intent.action, why });
  const release = turn.unit.release.id;
  await callPeople(turn, {
    text: unsureText(step, why),
    mentions: [step.owner, `${step.owner}/deputies`],
    buttons: [
      { label: 'It happened', order: { order: 'settle', release, intent: intent.id, outcome: 'happened' } },
      { label: 'It did not', order: { order: 'settle', release, intent: intent.id, outcome: 'did-not' } },
      { label: 'Skip the step', order: { order: 'settle', release, intent: intent.id, outcome: 'skip' } },
    ],
  });
}

function unsureText(step: StepRecord, why: string): string {
  return `:question: *${escapeText(step.title)}*: nobody can tell whether it happened (${escapeText(why)}). Have a look, then say so.`;
}

interface Prepared {
  readonly action: AnyAction;
  readonly context: ActionContext<unknown, never, unknown>;
  /** Whether the release still wants it: a hold or a rollback may have come between the intent and the call. */
  readonly isWanted: boolean;
}

/**
 * Reads what the action needs. Undefined when nothing is to be done: the step has moved on, or the intent was closed or
 * taken over by another process while this one was frozen.
 */
async function prepare(
  wanted: Wanted,
  parts: EngineParts,
  mayUse: (intent: IntentRecord) => boolean,
): Promise<Prepared | undefined> {
  return parts.store.withRelease(wanted.release, async (unit) => {
    const turn = turnOf(unit, parts, wanted.run);
    const step = stepOf(unit, wanted);
    const kind = step && parts.kinds.get(step.kind);
    const definition = kind?.actions?.[wanted.action] as AnyAction | undefined;
    if (!step || !definition) return undefined;
    const intent = unit.intents.find(({ id }) => id === wanted.intent);
    if (wanted.intent !== null && !(intent && mayUse(intent))) return undefined;
    const view = await viewOf(turn, { ...step, round: wanted.round });
    // Whoever looks now is the one who may close it; a process that comes back from the dead is not.
    if (intent) intent.owner = parts.owner;
    const key =
      intent?.key ?? `${wanted.release}/${wanted.run}/${wanted.step}/${wanted.round}/${wanted.action}/${turn.machine}`;
    const limitMs = definition.timeoutMs(view.spec);
    const isWanted = unit.release.hold === null && mayMove(turn, step, wanted);
    const context = { ...contextOf(view, key, { limitMs, parts }), onTheirWay: await unit.onTheirWay() };
    return { action: definition, context, isWanted };
  });
}

function contextOf(view: AnyView, key: string, { limitMs, parts }: { limitMs: number; parts: EngineParts }) {
  return { ...view, key, signal: AbortSignal.timeout(limitMs), tools: parts.tools(view, key) };
}

async function performRead(
  wanted: Wanted,
  parts: EngineParts,
  { perform: read }: { perform: () => Promise<Finding<never, unknown>> },
): Promise<void> {
  try {
    const finding = await read();
    await change(wanted, parts, async (turn, step) => {
      if (step.round !== wanted.round) return;
      step.tries = 0;
      if ('fact' in finding) await appendFact(turn, step, finding.fact as NewFact);
      else await turn.unit.addSample(step, { at: turn.now, recorded: turn.machine, body: finding.sample });
    });
  } catch (error) {
    parts.log.warn('a read failed', { ...wanted, error: messageOf(error) });
    await change(wanted, parts, async (turn, step) => {
      if (!mayMove(turn, step, wanted)) return false;
      // Refused for good: to ask again eight times would only keep people waiting.
      if (isNamed(error, UserError)) return giveUp(turn, step, messageWithFix(error));
      step.tries += 1;
      step.retryAt = turn.machine + (pauseOf(error) ?? backoffMs(step.tries));
      if (step.tries >= READ_TRIES) await giveUp(turn, step, messageOf(error));
      return true;
    });
  }
}

/** Closes the intent and writes the fact. What comes too late for its round is kept, and moves nothing. */
async function settle(
  wanted: Wanted,
  parts: EngineParts,
  result: { readonly happened: NewFact } | { readonly didNot: string; readonly pauseMs?: number | undefined },
): Promise<void> {
  await change(wanted, parts, async (turn, step) => {
    if (!wanted.intent) return;
    const outcome = 'happened' in result ? 'happened' : 'did-not';
    const isOurs = await turn.unit.closeIntent(wanted.intent, parts.owner, outcome);
    if (!isOurs && !('happened' in result)) return;
    const isCurrent = isOurs && step.round === wanted.round && !isEnded(step.status);
    const at = { ...step, round: wanted.round };
    if ('happened' in result) {
      await appendFact(
        turn,
        at,
        isCurrent ? result.happened : { ...result.happened, type: `late:${result.happened.type}` },
      );
    } else {
      await appendFact(turn, at, { type: 'effect:did-not', action: wanted.action, why: result.didNot });
      if (!isOurs || !mayMove(turn, step, wanted)) return;
      const tries = await turn.unit.intentTries(step, wanted.action);
      step.note = result.didNot;
      step.retryAt = turn.machine + Math.max(result.pauseMs ?? 0, backoffMs(tries));
    }
  });
}

/** Whether the step will ask for something again. One that will not must get no time to wake at: it would be due for ever. */
function mayMove({ run }: Turn, { round, status }: StepRecord, wanted: Wanted): boolean {
  return run.status === 'running' && round === wanted.round && !isEnded(status);
}

/** One transaction on the step that an action belongs to. */
async function change(
  wanted: Wanted,
  parts: EngineParts,
  work: (turn: Turn, step: StepRecord, intent: IntentRecord | undefined) => Promise<unknown>,
): Promise<void> {
  await parts.store.withRelease(wanted.release, async (unit) => {
    const step = stepOf(unit, wanted);
    if (!step) return;
    await work(
      turnOf(unit, parts, wanted.run),
      step,
      unit.intents.find(({ id }) => id === wanted.intent),
    );
  });
}

function turnOf(unit: ReleaseUnit, parts: EngineParts, runId: string): Turn {
  const run = unit.runs.find(({ id }) => id === runId);
  if (!run) throw new Error(`${unit.release.id} has no run \`${runId}\``);
  const now = parts.clock.now();
  return { unit, parts, run, now, machine: parts.clock.machine(), wanted: [], isReading: () => false };
}

function stepOf(unit: ReleaseUnit, { run, step }: Wanted): StepRecord | undefined {
  return unit.steps.find((each) => each.run === run && each.id === step);
}
