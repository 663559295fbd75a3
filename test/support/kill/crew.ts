import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { OpenView } from '../../../src/sandbox/slack/workspace.ts';
import { answersIn, calledIn, filledIn, type Offer, type Question, settlingsIn } from './offers.ts';
import type { Dice } from './random.ts';

/** One thing that somebody did and Slack took or did not take. */
export interface Click extends Question {
  readonly by: string;
  /** Slack showed no failure. */
  readonly acked: boolean;
  /** Machine time when it was begun, and when Slack had shown what became of it. */
  readonly from: number;
  readonly to: number;
}

export interface CrewParts {
  readonly sandbox: Sandbox;
  readonly dice: Dice;
  /** Whether the effect of an intent took place, as somebody sees who looks at the platform. */
  readonly tookPlace: (intent: string) => Promise<boolean>;
  /** Called right before somebody clicks. */
  readonly onClick: () => void;
}

/** People who know nothing but what Slack shows them, and who try again when Slack says that it did not work. */
export interface Crew {
  /** Everything that was clicked, oldest first. */
  readonly clicks: readonly Click[];
  /** Does the first thing that somebody is asked for; false when nobody is asked for anything. */
  lookAround(): Promise<boolean>;
  /** Says yes to "roll back", as the incident commander. False when Slack showed a failure or a refusal. */
  rollBack(release: string): Promise<boolean>;
  /** Asks for an exception for a pull request. False when Slack showed a failure or a refusal. */
  plead(person: string, pull: number): Promise<boolean>;
  /** Types a command; false when Slack showed a failure. */
  say(person: string, command: string): Promise<boolean>;
}

const YES = ['give', 'tick', 'done', 'here', '@retry', '@go', 'keep', 'overwrite', 'use', 'approve', 'accept'];
/** Buttons stay for a moment after a click, those below a question of what became of an effect for ever. */
const PATIENCE_MS = { acked: 3_000, failed: 250, settled: 30_000 } as const;
const MODAL_MS = 1_500;
/** The area of the sign-off in which somebody finds a fault at first. */
const FAULTY = 'Assets';
/** Who has the same role. */
const BESIDE: Readonly<Record<string, string>> = { U0QUINN: 'U0IRIS', U0IRIS: 'U0QUINN', U0DEVON: 'U0ANA' };
/** Who decides on an exception, by the role that is asked. */
const DECIDERS: Readonly<Record<string, string>> = { lead: 'U0ROSA', 'team-lead': 'U0LEE' };
const LEAD = 'U0ROSA';
const COMMANDER = 'igor';

export function createCrew(parts: CrewParts): Crew {
  const { sandbox } = parts;
  const scene: Scene = { ...parts, clicks: [], memory: createMemory() };
  return {
    clicks: scene.clicks,
    async lookAround() {
      const offers = sandbox.slack.messages('releases').flatMap(answersIn);
      const first = offers.find(({ value }) => isWanted(value, offers) && scene.memory.isFresh(nameOf(value)));
      if (!first) return settle(scene);
      await answer(first, scene);
      return true;
    },
    rollBack: (release) =>
      order(sandbox, { by: COMMANDER, command: `/release rollback ${release}`, form: 'rollback:decide' }),
    plead: (by, pull) => order(sandbox, { by, command: `/release exception ${pull}`, form: 'exception:ask' }),
    async say(person, command) {
      return (await sandbox.slack.command(person, 'releases', command)).acked;
    },
  };
}

interface Scene extends CrewParts {
  readonly clicks: Click[];
  readonly memory: Memory;
}

/** What was pressed a moment ago. */
interface Memory {
  isFresh(name: string): boolean;
  rest(name: string, ms: number): void;
}

function createMemory(): Memory {
  const until = new Map<string, number>();
  return {
    isFresh: (name) => (until.get(name) ?? 0) <= Date.now(),
    rest: (name, ms) => void until.set(name, Date.now() + ms),
  };
}

async function answer(offer: Offer<Question>, { sandbox, dice, onClick, clicks, memory }: Scene): Promise<void> {
  const decider = offer.value.verb === 'approve' ? DECIDERS[offer.value.item ?? ''] : undefined;
  const by = decider ?? calledIn(offer.message) ?? LEAD;
  onClick();
  const press = async (who: string, afterMs: number): Promise<void> => {
    await pause(afterMs);
    const from = Date.now();
    const acked = await pressAnswer(offer, who, sandbox);
    clicks.push({ ...offer.value, by: who, acked, from, to: Date.now() });
  };
  // Now and then somebody's finger is too quick, or two people mean the same thing.
  const other = decider ?? BESIDE[by] ?? (offer.value.form ? undefined : by);
  const others = other && dice.chance(0.4) ? [press(other, dice.between(1, 40))] : [];
  await Promise.all([press(by, 0), ...others]);
  memory.rest(nameOf(offer.value), clicks.at(-1)?.acked ? PATIENCE_MS.acked : PATIENCE_MS.failed);
}

/** Says of an effect of unknown end what became of it, after a look at the platform. */
async function settle({ sandbox, memory, tookPlace }: Scene): Promise<boolean> {
  for (const { message, actionId, value } of sandbox.slack.messages('releases').flatMap(settlingsIn)) {
    if (!memory.isFresh(value.intent)) continue;
    const outcome = (await tookPlace(value.intent)) ? 'happened' : 'did-not';
    if (value.outcome !== outcome) continue;
    const { acked } = await sandbox.slack.click(LEAD, message, actionId);
    memory.rest(value.intent, acked ? PATIENCE_MS.settled : PATIENCE_MS.failed);
    return true;
  }
  return false;
}

function nameOf({ release, run, step, round, verb, item }: Question): string {
  return [release, run, step, round, verb, item].join('/');
}

/** In the first round somebody finds a fault in one area after the other was signed, which becomes void by it. */
function isWanted({ release, run, step, round, verb, item }: Question, all: readonly Offer<Question>[]): boolean {
  const isFaulty = round === 1 && item === FAULTY;
  if (verb !== 'reject') return YES.includes(verb) && !(verb === 'give' && isFaulty);
  const isBeside = ({ value }: Offer<Question>): boolean =>
    [value.release, value.run, value.step, value.round].join() === [release, run, step, round].join();
  return isFaulty && !all.some((other) => isBeside(other) && other.value.item !== FAULTY);
}

async function pressAnswer({ message, actionId, value }: Offer<Question>, by: string, sandbox: Sandbox) {
  const { slack } = sandbox;
  const { acked } = await slack.click(by, message, actionId);
  if (!acked || !value.form) return acked;
  const modal = await shown(by, sandbox, ({ view }) =>
    String(view.private_metadata).includes(`"step":"${value.step}"`),
  );
  if (!modal) return false;
  const sent = await slack.submit(by, modal.id, filledIn(modal, `as planned, says ${by}`));
  return sent.acked && sent.errors === undefined;
}

interface Order {
  readonly by: string;
  readonly command: string;
  /** What the form that comes up is called. */
  readonly form: string;
}

/** Types a command and fills in the form that it opens. False when Slack showed a failure or a refusal. */
async function order(sandbox: Sandbox, { by, command, form }: Order): Promise<boolean> {
  const { slack } = sandbox;
  const asked = await slack.command(by, 'releases', command);
  if (!asked.acked) return false;
  const modal = await shown(by, sandbox, ({ view }) => view.callback_id === form);
  if (!modal) return false;
  const sent = await slack.submit(by, modal.id, filledIn(modal, 'users see errors'));
  return sent.acked && sent.errors === undefined;
}

/** The form that comes up in front of somebody; undefined when none comes soon. */
async function shown(
  person: string,
  { slack }: Sandbox,
  isIt: (view: OpenView) => boolean,
): Promise<OpenView | undefined> {
  const until = Date.now() + MODAL_MS;
  for (;;) {
    const view = slack.modals(person).findLast(isIt);
    if (view || Date.now() > until) return view;
    await pause(20);
  }
}
