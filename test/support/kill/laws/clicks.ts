import type { ChainedFact } from '../../../../src/core/store.ts';
import type { Click } from '../crew.ts';
import type { World } from '../world.ts';

/** What is written down for each answer. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  give: ['given'],
  reject: ['rejected'],
  tick: ['ticked'],
  done: ['done'],
  here: ['here'],
  keep: ['kept'],
  overwrite: ['overwrite'],
  use: ['used'],
  approve: ['approved'],
  accept: ['accepted'],
  '@retry': ['round:released', 'round:began'],
  '@go': ['late:go'],
};

/** Every click that Slack acknowledged had become one fact by then, and no fact came from nothing. Returns what was seen otherwise. */
export async function brokenClicks(world: World): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const release of world.endings.keys()) {
    const facts = (await world.evidence.facts(release)).filter(({ type }) =>
      Object.values(FACTS).flat().includes(type),
    );
    const said = facts.filter(({ by }) => by !== null);
    const clicks = world.crew.clicks.filter((click) => click.release === release);
    const lost = clicks.filter((click) => click.acked && !isCounted(click, said) && !wasRefused(click, world));
    seen.push(
      ...lost.map((click) => `lost: ${JSON.stringify(click)}`),
      ...twice(said).map((what) => `counted twice: ${what}`),
    );
    const invented = said.filter((fact) => !clicks.some((click) => isOf(click, fact) && click.by === fact.by));
    seen.push(...invented.map((fact) => `nobody clicked: ${JSON.stringify(fact)}`));
  }
  return seen;
}

/** Written down before it was acknowledged; in a round that had ended there was nothing left to answer. */
function isCounted(click: Click, facts: readonly ChainedFact[]): boolean {
  return facts.some((fact) => fact.recorded <= click.to && (isOf(click, fact) || isEndOf(click, fact)));
}

function isOf({ run, step, round, verb, item }: Click, fact: ChainedFact): boolean {
  if (fact.run !== run || fact.step !== step || !FACTS[verb]?.includes(fact.type)) return false;
  return (fact.round === round || (fact.type === 'round:began' && fact.round === round + 1)) && itemOf(fact) === item;
}

function isEndOf({ run, step, round }: Click, fact: ChainedFact): boolean {
  return fact.type === 'rejected' && fact.run === run && fact.step === step && fact.round === round;
}

/** The bot said no, as its log tells: a kill may have taken the words that it had for the person. */
function wasRefused({ by, from, to }: Click, { log }: World): boolean {
  return log.some((line) => {
    const at = Date.parse(/"time":"([^"]+)"/.exec(line)?.[1] ?? '');
    return at >= from && at <= to && line.includes('"message":"refused"') && line.includes(`"by":"${by}"`);
  });
}

function twice(facts: readonly ChainedFact[]): readonly string[] {
  const names = facts
    .filter(({ type }) => type !== 'kept')
    .map((fact) => [fact.run, fact.step, fact.round, fact.type, itemOf(fact) ?? ''].join('/'));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function itemOf({ type, body }: ChainedFact): string | undefined {
  const { item, role } = JSON.parse(body ?? '{}') as { readonly item?: string; readonly role?: string };
  return type === 'approved' ? role : item;
}
