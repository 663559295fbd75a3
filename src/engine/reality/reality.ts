import { messageOf } from '../../core/errors.ts';
import { isEnded } from '../../core/release/release.ts';
import type { ReleaseUnit } from '../../core/store.ts';
import { escapeText } from '../../core/text.ts';
import { appendReleaseFact } from '../end-run.ts';
import type { EngineParts } from '../parts.ts';
import { callPeople } from '../say.ts';
import { expectedOf, type Observed, observe } from './expected.ts';

/** Machine time. */
const EVERY_MS = 3 * 60_000;
const CALL_MS = 30_000;

/** Compares what open releases have done in their repositories with what is there now, now and then and with every news. */
export interface Reality {
  /** Begins what is due. Never rejects. */
  tick(): void;
  /** Looks at once at the releases of this repository. */
  lookAgain(repository: string): void;
  settled(): Promise<void>;
}

export function createReality(parts: EngineParts): Reality {
  /** By release: machine time of the next look. */
  const next = new Map<string, number>();
  const inHand = new Set<Promise<void>>();
  const looking = new Set<string>();

  const hold = (promise: Promise<void>): void => {
    const held = promise.catch((error: unknown) => {
      parts.log.warn('what was done in a repository could not be looked at', { error: messageOf(error) });
    });
    inHand.add(held);
    held.finally(() => inHand.delete(held));
  };

  const begin = async (): Promise<void> => {
    const machine = parts.clock.machine();
    const open = await parts.store.openIds();
    for (const id of next.keys()) if (!open.includes(id)) next.delete(id);
    for (const id of open) {
      const at = next.get(id) ?? machine + EVERY_MS;
      if (at > machine || looking.has(id)) {
        next.set(id, at);
        continue;
      }
      next.set(id, machine + EVERY_MS);
      looking.add(id);
      hold(compare(id, parts).finally(() => looking.delete(id)));
    }
  };

  return {
    tick: () => hold(begin()),
    lookAgain: (repository) =>
      hold(
        releasesOf(repository, parts).then((ids) => {
          for (const id of ids) next.set(id, 0);
          return begin();
        }),
      ),
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}

async function releasesOf(repository: string, { store }: EngineParts): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const id of await store.openIds()) {
    const plan = await store.plan(id);
    if (plan?.playbook.repository.toLowerCase() === repository.toLowerCase()) ids.push(id);
  }
  return ids;
}

async function compare(id: string, parts: EngineParts): Promise<void> {
  const records = await parts.store.read(id);
  const expected = expectedOf(records?.steps ?? []);
  if (!records || expected.length === 0) return;
  const repository = parts.repositories(records.release.plan.playbook.repository, AbortSignal.timeout(CALL_MS));
  const seen: Observed[] = [];
  for (const each of expected) {
    const observed = await observe(each, repository);
    if (observed) seen.push(observed);
  }
  if (seen.length === 0) return;
  await parts.store.withRelease(id, async (unit) => {
    // A step may have begun anew meanwhile: what it did before is not expected any more.
    const still = new Set(expectedOf(unit.steps).map((each) => JSON.stringify(each)));
    const told = new Set((await unit.factsOfType('reality:seen')).map((fact) => ('key' in fact ? fact.key : '')));
    for (const observed of seen) {
      const isExpected = expected.some((each) => each.step === observed.step && still.has(JSON.stringify(each)));
      if (isExpected && !told.has(observed.key)) await tell(observed, unit, parts);
    }
  });
}

/** Nothing is put right by itself: somebody may have had a reason. */
async function tell({ step: id, key, what }: Observed, unit: ReleaseUnit, parts: EngineParts): Promise<void> {
  const run = unit.runs[0];
  const step = unit.steps.find((each) => each.run === 'main' && each.id === id);
  if (!run || !step) return;
  const turn = { unit, run, now: parts.clock.now(), machine: parts.clock.machine() };
  await appendReleaseFact(turn, { type: 'reality:seen', step: id, key, what });
  const release = unit.release.id;
  const now = unit.steps.find(({ run: of, parent, status }) => of === 'main' && parent === null && !isEnded(status));
  const again = { order: 'retry', release, step: now?.id, from: id } as const;
  await callPeople(turn, {
    text: `:eyes: *${escapeText(step.title)}* of ${release} was changed by hand: ${escapeText(what)}.`,
    mentions: [step.owner],
    buttons: [
      ...(now && run.status === 'running' ? [{ label: `Again from: ${step.title}`, order: again }] : []),
      { label: 'It is right so', order: { order: 'accept', release, seen: key } },
    ],
  });
}
