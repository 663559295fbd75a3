import type { Effect } from '../../../../src/sandbox/platform/environment.ts';
import type { IntentRow } from '../evidence.ts';
import type { World } from '../world.ts';

/** Every effect that was asked for took place once in its round, and nothing else did. Returns what was seen otherwise. */
export async function brokenEffects({ sandbox, evidence, ledger, endings }: World): Promise<readonly string[]> {
  const intents = await evidence.intents();
  const { effects } = sandbox.platform;
  const seen: string[] = [];
  const keys = new Set([...effects.map(({ key }) => key), ...platformIntents(intents).map(({ key }) => key)]);
  for (const key of keys) {
    const asked = intents.filter((intent) => intent.key === key);
    const times = effects.filter((effect) => effect.key === key).length;
    const wanted = asked.some(({ status }) => status === 'happened') ? 1 : 0;
    // What is stopped may be stopped again: nothing changes.
    const isRight = key.endsWith('/stop') ? Math.min(times, 1) === wanted : times === wanted;
    if (!isRight) seen.push(`${key} took place ${times} times: ${asked.map(({ status }) => status).join(', ')}`);
  }
  seen.push(...afterwards(effects));
  for (const release of endings.keys()) {
    const runs = ledger.filter((line) => line === release).length;
    const wanted = intents.filter((intent) => intent.release === release && intent.step === 'report');
    const happened = wanted.filter(({ status }) => status === 'happened').length;
    if (runs !== happened || runs === 0)
      seen.push(`the program of ${release} ran ${runs} times for ${happened} rounds`);
  }
  return [...seen, ...(await missing(endings.keys(), { evidence }))];
}

/** The program and the repository have laws of their own. */
function platformIntents(intents: readonly IntentRow[]): readonly IntentRow[] {
  return intents.filter(
    ({ step, key, status }) => step !== 'report' && /\/(start|stop)$/.test(key) && status === 'happened',
  );
}

/** A stop that comes after the deploy that followed it takes away what was just put there. */
function afterwards(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap(({ kind, key }, index) => {
    const run = key.split('/').slice(0, 2).join('/');
    const isLate = effects.slice(0, index).some((other) => other.kind === 'deploy' && other.key.startsWith(`${run}/`));
    return kind === 'stop' && isLate ? [`${key} took place after the deploy of its run`] : [];
  });
}

/** A deploy that is done has been started, by Shipmate or by a person who said so. */
async function missing(releases: Iterable<string>, { evidence }: Pick<World, 'evidence'>): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const id of releases) {
    const records = await evidence.release(id);
    const facts = await evidence.facts(id);
    for (const step of records?.steps ?? []) {
      if (step.kind !== 'deploy' || step.status !== 'done') continue;
      const isStarted = facts.some(
        ({ run, step: of, round, type }) =>
          run === step.run && of === step.id && round === step.round && ['started', 'by-hand'].includes(type),
      );
      if (!isStarted) seen.push(`${id} ${step.run}/${step.id} is done in round ${step.round}, and nothing was started`);
    }
  }
  return seen;
}
