import { z } from 'zod';
import { placeOf, releaseBranch } from '../core/playbook/places.ts';
import type { Branch } from '../core/playbook/playbook.ts';
import { BranchReference } from '../core/playbook/words.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move } from '../core/release/move.ts';
import { findPlace } from '../core/repository/find-place.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { askNoticed, hearNoticed, NOTICED_FACTS, since } from './_noticed.ts';
import { who } from './_people.ts';
import { branchOf, type PlaceView, placedIn, placeName, short } from './_places.ts';
import { type ActionContext, defineStep, type StepView } from './_step.ts';
import { chooseVersion, hearVersion, VERSION_FACTS } from './_version.ts';
import { PROPOSE } from './_version-look.ts';

const Spec = z.strictObject({
  value: BranchReference.describe('the branch that is made: mostly `release`, the branch of this release'),
});
type Spec = z.output<typeof Spec>;

const BranchFact = z.discriminatedUnion('type', [
  ...VERSION_FACTS,
  ...NOTICED_FACTS,
  factOf('looked', {
    branch: z.string(),
    /** What it is cut from: the name of a branch or a tag, and the commit. Null when there is none. */
    from: z.string(),
    start: z.string().nullable(),
    /** Where the branch is already. */
    there: z.string().nullable(),
  }),
  factOf('created', { branch: z.string(), commit: z.string() }),
]);
type BranchFact = z.output<typeof BranchFact>;
type Looked = Extract<BranchFact, { type: 'looked' }>;
type View = StepView<Spec, BranchFact, never>;
type Context = ActionContext<Spec, BranchFact, never>;

/** Its output: `branch`, `commit`, `version`. */
export default defineStep({
  name: 'branch',
  summary: 'Cuts the branch of the release; from then on its version stays.',
  spec: Spec,
  uses: ({ value }) => [{ to: 'branch', name: value, path: ['value'] }],
  title: ({ value }) => (value === 'release' ? 'Cut the release branch' : `Cut the branch ${value}`),
  once: true,
  neverSkipped: true,
  facts: BranchFact,

  next(view): Move<'propose' | 'look' | 'create', NewFact<BranchFact>> {
    const choice = chooseVersion(view, view.facts);
    if (choice) return choice;
    const branch = branchOf(view.spec.value, view);
    const { version } = view.release;
    const cutBefore = Object.values(view.outputs).find((output) => output.branch === branch && output.commit);
    if (cutBefore) return finish(`\`${branch}\` was cut before`, { ...cutBefore });
    if (definitionOf(view)?.from === undefined) {
      return finish(`nothing is cut: what is released is \`${branch}\` itself`, { branch, version });
    }
    const created = lastFact(view.facts, 'created');
    if (created) return done(view, created.commit, `\`${branch}\` was cut at ${short(created.commit)}`);
    const looked = lastFact(view.facts, 'looked');
    return looked?.branch === branch ? decide(view, looked) : act('look');
  },

  hear: ({ verb }): NewFact<BranchFact> => hearVersion(verb) ?? hearNoticed(verb),

  actions: {
    propose: PROPOSE,
    look: { ...LOOK_AT_HOST, perform: async (context) => ({ fact: await look(context) }) },
    create: {
      ...AT_HOST,
      perform: create,
      async look(context) {
        const { branch, start } = lookedIn(context);
        const there = await context.tools.repository(context.signal).refs.branch(branch);
        const isOurs = there !== undefined && there === start;
        return isOurs ? { happened: { type: 'created', branch, commit: there } } : { didNot: true };
      },
      assume: (view): NewFact<BranchFact> => {
        const { branch, start } = lookedIn(view);
        return { type: 'created', branch, commit: start ?? '' };
      },
    },
  },
});

function definitionOf(view: PlaceView & Pick<View, 'spec'>): Branch | undefined {
  const { value } = view.spec;
  return value === 'release' ? releaseBranch(placedIn(view)) : view.playbook.branches[value];
}

function decide(view: View, { branch, from, start, there }: Looked): Move<'look' | 'create', NewFact<BranchFact>> {
  const answer = since(view.facts, 'looked').findLast(({ type }) => type === 'accepted' || type === 'again');
  if (answer?.type === 'again') return act('look');
  if (start === null)
    return fail(`\`${branch}\` is to be cut from ${from}, and there is none: make it, then try again`);
  if (there === null) return act('create');
  if (there === start) return done(view, there, `\`${branch}\` is there already, at ${short(there)} as it should be`);
  if (answer)
    return done(view, there, `\`${branch}\` was there at ${short(there)}, and ${who(answer.by)} says that it is right`);
  return askNoticed(view.owner, {
    why: `\`${branch}\` is there already, at another commit`,
    question: `\`${branch}\` is there already, at ${short(there)}, while ${from} is at ${short(start)}. Shipmate did not make it. Release what is on it?`,
    accept: 'It is right so',
  });
}

function done(view: View, commit: string, note: string): Move<never, never> {
  return finish(note, { branch: branchOf(view.spec.value, view), commit, version: view.release.version });
}

function lookedIn({ facts }: Pick<View, 'facts'>): Looked {
  const looked = lastFact(facts, 'looked');
  if (!looked) throw new Error('nothing was looked at');
  return looked;
}

async function look(context: Context): Promise<NewFact<Looked>> {
  const { playbook, tools, signal } = context;
  const { refs } = tools.repository(signal);
  const branch = branchOf(context.spec.value, context);
  const place = placeOf(definitionOf(context)?.from ?? '', placedIn(context));
  const found = await findPlace(place, { playbook, refs });
  const from = found ? `\`${found.name}\`` : placeName(place);
  return { type: 'looked', branch, from, start: found?.commit ?? null, there: (await refs.branch(branch)) ?? null };
}

/** A branch that came to be in the meantime is looked at like one that was there before. */
async function create(context: Context): Promise<NewFact<BranchFact>> {
  const { branch, from, start } = lookedIn(context);
  const { refs } = context.tools.repository(context.signal);
  const there = await refs.branch(branch);
  if (start === null) throw new Error('nothing is known that it could be cut from');
  if (there !== undefined && there !== start) return { type: 'looked', branch, from, start, there };
  if (there === undefined) await refs.createBranch(branch, start);
  return { type: 'created', branch, commit: start };
}
