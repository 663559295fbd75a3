import { z } from 'zod';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, type Move, record, wait } from '../core/release/move.ts';
import { sizeOf } from '../core/release/version.ts';
import { listed } from '../core/text.ts';
import type { StepView } from './_step.ts';

/** Until the first branch or tag a version is a proposal. Facts of every step that may be the first to use it outside. */
export const VERSION_FACTS = [
  factOf('proposed', {
    /** What it follows; null before the first. */
    from: z.string().nullable(),
    version: z.string(),
    /** The version that a breaking change asks for; null when the proposed one is large enough. */
    raised: z.string().nullable(),
    /** The subjects of the first few commits that break something. */
    breaking: z.array(z.string()),
    breakingCount: z.int(),
    commits: z.int(),
  }),
  factOf('judged', { choice: z.enum(['keep', 'raise']) }),
  factOf('chosen', { version: z.string() }),
] as const;

export type VersionFact = z.output<(typeof VERSION_FACTS)[number]>;
export type Proposed = Extract<VersionFact, { type: 'proposed' }>;

export type VersionView = Pick<StepView<unknown, never, never>, 'release' | 'playbook' | 'outputs' | 'owner'>;

/**
 * What is to be done until the version stays; undefined when it does. What breaks something is pointed out when the
 * version is too small for it, also one that a person gave.
 */
export function chooseVersion(
  view: VersionView,
  all: readonly { readonly type: string }[],
): Move<'propose', NewFact<VersionFact>> | undefined {
  const facts = all.filter(isVersionFact);
  if (isSettled(view) || lastFact(facts, 'chosen')) return undefined;
  const proposed = lastFact(facts, 'proposed');
  if (!proposed) return act('propose');
  const judged = lastFact(facts, 'judged');
  if (proposed.raised !== null && !judged) return askSize(view, proposed, proposed.raised);
  const version = judged?.choice === 'raise' ? (proposed.raised ?? proposed.version) : proposed.version;
  return record({ type: 'chosen', version }, { emit: 'version', version, final: true });
}

const TYPES: readonly string[] = VERSION_FACTS.map(({ shape }) => shape.type.value);

function isVersionFact(fact: { readonly type: string }): fact is VersionFact {
  return TYPES.includes(fact.type);
}

/** A step before this one has used it outside. */
function isSettled({ release, outputs }: VersionView): boolean {
  // A deploy to somewhere before the cut settles nothing.
  const isUsed = Object.values(outputs).some(
    ({ version, target }) => version === release.version && target === undefined,
  );
  return release.run !== 'main' || (!release.provisional && isUsed);
}

function askSize({ release, owner }: VersionView, proposed: Proposed, raised: string): Move<never, never> {
  const { from, version, breaking, breakingCount } = proposed;
  const of = [owner];
  const more = breakingCount > breaking.length ? [`${breakingCount - breaking.length} more`] : [];
  const what = listed([...breaking.map((subject) => `\`${subject}\``), ...more]);
  const count = breakingCount === 1 ? '1 commit breaks' : `${breakingCount} commits break`;
  const seen = `${count} something since \`${from}\` (${what}), and \`${version}\` is only a ${sizeOf(from ?? '', version)}.`;
  const keep = { verb: 'keep-version', label: `Keep ${version}`, of };
  if (!release.provisional) {
    const question = `${seen} The version was given by a person. For \`${raised}\`, cancel this release and start one with that version.`;
    return wait(`${version} is small for what it breaks`, { ask: { question, of, answers: [keep] } });
  }
  const raise = { verb: 'raise-version', label: `Make it ${raised}`, style: 'primary', of } as const;
  const question = `${seen} Keep it, or make it \`${raised}\`?`;
  return wait(`${version} is small for what it breaks`, { ask: { question, of, answers: [raise, keep] } });
}

/** What an answer about the version means; undefined when it is about something else. */
export function hearVersion(verb: string): NewFact<VersionFact> | undefined {
  if (verb === 'keep-version') return { type: 'judged', choice: 'keep' };
  return verb === 'raise-version' ? { type: 'judged', choice: 'raise' } : undefined;
}
