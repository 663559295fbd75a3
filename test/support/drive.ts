import { DidNotHappen } from '../../src/core/errors.ts';
import type { Fact } from '../../src/core/release/fact.ts';
import type { Move } from '../../src/core/release/move.ts';
import type { Repository } from '../../src/core/repository/repository.ts';
import type { ReleaseInView, StepKind, Tools } from '../../src/steps/_step.ts';
import { type ViewParts, viewFor } from './step-view.ts';

type Loose = NonNullable<ViewParts['facts']>[number];

export interface Driven {
  /** What the step rests with. */
  readonly move: Move;
  readonly facts: readonly Loose[];
  readonly release: Partial<ReleaseInView>;
}

const MOVES_AT_MOST = 40;

export interface DriveParts extends ViewParts {
  readonly repository: Repository;
  /** By role: who has it at the host. */
  readonly logins?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Lets a step move by itself against a repository until it rests, as the engine would: an effect whose answer
 * got lost is looked up, and one that did not happen is tried again.
 */
export async function drive<Spec, F extends Fact, S, Action extends string>(
  kind: StepKind<Spec, F, S, Action>,
  spec: unknown,
  { repository, logins, ...parts }: DriveParts,
): Promise<Driven> {
  const facts: Loose[] = [...(parts.facts ?? [])];
  const samples = [...(parts.samples ?? [])];
  let release = parts.release ?? {};
  for (let moves = 0; moves < MOVES_AT_MOST; moves++) {
    const view = viewFor(kind, spec, { ...parts, facts, samples, release });
    const move = kind.next(view);
    const minute = parts.minute ?? 0;
    if (move.do === 'record') {
      facts.push({ ...move.fact, minute });
      for (const emit of move.emit) {
        if (emit.emit === 'version' && view.release.provisional) {
          release = { ...release, version: emit.version, provisional: !emit.final };
        }
      }
    } else if (move.do === 'act') {
      const done = await perform(kind, move.action, { ...view, ...contextOf(repository, logins) });
      if ('fact' in done) facts.push({ ...done.fact, minute });
      if ('sample' in done) samples.push({ body: done.sample, minute });
    } else {
      return { move, facts, release };
    }
  }
  throw new Error(`${kind.name} does not come to rest`);
}

/** What an action has beside the view. */
export function contextOf(repository: Repository, logins: NonNullable<DriveParts['logins']> = {}) {
  const tools = {
    repository: () => repository,
    logins: async (role: string) => logins[role] ?? [],
  } as unknown as Tools;
  return { key: 'web-7/main/step/1/act', onTheirWay: [], signal: new AbortController().signal, tools };
}

type Done = { readonly fact: { readonly type: string } } | { readonly sample: unknown } | { readonly nothing: true };

async function perform<Spec, F extends Fact, S, Action extends string>(
  kind: StepKind<Spec, F, S, Action>,
  name: Action,
  context: Parameters<NonNullable<StepKind<Spec, F, S, Action>['actions']>[Action]['perform']>[0],
): Promise<Done> {
  const action = kind.actions?.[name];
  if (!action) throw new Error(`${kind.name} has no action ${name}`);
  if (!action.effect) return action.perform(context);
  try {
    return { fact: await action.perform(context) };
  } catch (error) {
    if (error instanceof DidNotHappen) return { nothing: true };
    const found = await action.look(context);
    if ('happened' in found) return { fact: found.happened };
    if ('didNot' in found) return { nothing: true };
    throw error;
  }
}
