import { factsOf, lastFact } from '../core/release/fact.ts';
import { act, finish, type Move, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { who } from './_people.ts';
import { untilLook } from './_poll.ts';
import type { View } from './_sign-off.ts';

export type EnvironmentMove = Move<'find-run' | 'let-in' | 'follow-run', never>;

const POLL_MS = 15_000;

/** What is to be done when all is signed: the run that waits for the environment is let in, or followed until it goes on. */
export function letRunIn(view: View, environment: string): EnvironmentMove {
  const { facts } = view;
  const found = lastFact(facts, 'run-found');
  if (lastFact(facts, 'let-in')) return done(view, `, and the run was let into \`${environment}\``);
  if (lastFact(facts, 'went-on')) return done(view, `, and the run was let into \`${environment}\` at the host`);
  const without = lastFact(facts, 'went-without');
  if (without) return done(view, `; ${who(without.by)} went on without \`${environment}\`: ${without.reason}`);
  if (!found) return lookOr(view, 'find-run', `signed; no run of this release waits for \`${environment}\` yet`);
  const refused = lastFact(facts, 'not-let-in');
  if (found.canApprove && !refused) return act('let-in');
  const why = refused?.why ?? 'Shipmate is no reviewer of this environment';
  return lookOr(view, 'follow-run', `signed; let it into \`${environment}\` at the host (${why}): ${found.url}`);
}

function lookOr(view: View, action: 'find-run' | 'follow-run', why: string): EnvironmentMove {
  const pollMs = view.samples.length === 0 ? 0 : untilLook(view, POLL_MS);
  if (pollMs === 0) return act(action);
  const of = [view.owner];
  const fields = [{ name: 'reason', label: 'Why is it right to go on?', kind: 'text' } as const];
  const answer = { verb: 'go-on', label: 'Go on without it', of, fields };
  return wait(why, { pollMs, ask: { question: why, of, answers: [answer] } });
}

/** Everybody who signed, each once. */
export function signers({ facts }: Pick<View, 'facts'>): string {
  return listed([...new Set(factsOf(facts, 'given').map(({ by }) => who(by)))]);
}

export function done(view: View, more = ''): EnvironmentMove {
  const found = lastFact(view.facts, 'run-found');
  const run = found && { run: found.run, url: found.url };
  return finish(`signed by ${signers(view)}${more}`, { approvers: signers(view), ...run });
}
