import { lastingBranches } from '../core/playbook/places.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish } from '../core/release/move.ts';
import type { Repository } from '../core/repository/repository.ts';
import { type Context, DeleteFact, type DeleteMove, keepTag, Spec, type View } from './_delete-branch.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { askNoticed, hearNoticed, since } from './_noticed.ts';
import { branchOf, short } from './_places.ts';
import { defineStep, type Found } from './_step.ts';

type Looked = Extract<DeleteFact, { type: 'looked' }>;

/** Its output: `branch`, and the `tag` and `commit` that keep it. */
export default defineStep({
  name: 'delete-branch',
  summary: 'Deletes the branch of the release, and keeps its commits under a tag first.',
  spec: Spec,
  uses: ({ value }) => [{ to: 'branch', name: value, path: ['value'] }],
  title: ({ value }) => (value === 'release' ? 'Delete the release branch' : `Delete the branch ${value}`),
  once: false,
  facts: DeleteFact,

  next(view): DeleteMove {
    const branch = branchOf(view.spec.value, view);
    if (lastingBranches(view.playbook).some(({ name }) => name === branch))
      return fail(`\`${branch}\` stays from release to release, and is never deleted`);
    const looked = lastFact(view.facts, 'looked');
    const isStale = since(view.facts, 'looked').some(({ type }) => type === 'moved' || type === 'again');
    if (!looked || isStale) return act('look');
    return lastFact(view.facts, 'deleted') ? done(view, looked) : decide(view, looked);
  },

  hear: ({ verb }): NewFact<DeleteFact> => hearNoticed(verb),

  actions: {
    look: { ...LOOK_AT_HOST, perform: async (context) => ({ fact: await look(context) }) },
    keep: {
      ...AT_HOST,
      perform: keep,
      look: lookForTag,
      assume: (): NewFact<DeleteFact> => ({ type: 'moved' }),
    },
    delete: {
      ...AT_HOST,
      perform: remove,
      async look(context) {
        const head = await context.tools.repository(context.signal).refs.branch(lookedIn(context).branch);
        return head === undefined ? { happened: { type: 'deleted' } } : { didNot: true };
      },
      assume: (): NewFact<DeleteFact> => ({ type: 'deleted' }),
    },
  },
});

function decide(view: View, { branch, head, kept, only }: Looked): DeleteMove {
  const tag = keepTag(view);
  if (head === null)
    return finish(`\`${branch}\` was gone already`, {
      branch,
      tag: kept === null ? null : (tag ?? null),
      commit: kept,
    });
  if (tag !== undefined) {
    if (kept === null && !lastFact(since(view.facts, 'looked'), 'kept')) return act('keep');
    if (kept !== null && kept !== head) {
      return fail(
        `\`${tag}\` is on ${short(kept)} already, and \`${branch}\` is at ${short(head)}: it would not keep all commits. A tag is never moved: give this one another name, or delete the tag at the host, then try again`,
      );
    }
    return act('delete');
  }
  if (only === 0 || lastFact(since(view.facts, 'looked'), 'accepted')) return act('delete');
  return askNoticed(view.owner, {
    why: `\`${branch}\` has commits that are nowhere else`,
    question: `\`${branch}\` has ${only === 1 ? '1 commit that is' : `${only} commits that are`} in no other branch of the playbook, and no tag keeps ${only === 1 ? 'it' : 'them'}. Delete it all the same?`,
    accept: 'Delete it',
  });
}

function done(view: View, { branch, head }: Looked): DeleteMove {
  const tag = keepTag(view) ?? null;
  const kept = tag === null ? '' : `; \`${tag}\` keeps ${short(head ?? '')}`;
  return finish(`\`${branch}\` is deleted${kept}`, { branch, tag, commit: head });
}

async function look(context: Context): Promise<NewFact<Looked>> {
  const { refs } = context.tools.repository(context.signal);
  const branch = branchOf(context.spec.value, context);
  const tag = keepTag(context);
  const head = (await refs.branch(branch)) ?? null;
  const kept = tag === undefined ? null : ((await refs.tag(tag))?.commit ?? null);
  return { type: 'looked', branch, head, kept, only: head === null ? 0 : await onlyHere(head, context, refs) };
}

/** What no branch that stays has; of several, the one that has most of it counts. */
async function onlyHere(head: string, context: Context, refs: Repository['refs']): Promise<number> {
  const compared = await Promise.all(lastingBranches(context.playbook).map(({ name }) => refs.compare(name, head)));
  const missing = compared.flatMap((comparison) => comparison?.aheadBy ?? []);
  return missing.length === 0 ? 1 : Math.min(...missing);
}

async function keep(context: Context): Promise<NewFact<DeleteFact>> {
  const { branch, head, tag, refs } = await keepable(context);
  const there = await refs.tag(tag);
  if (there) return there.commit === head ? { type: 'kept', tag, commit: head } : { type: 'moved' };
  await refs.createTag({ name: tag, commit: head, message: `The commits of ${branch}` });
  return { type: 'kept', tag, commit: head };
}

async function lookForTag(context: Context): Promise<Found<DeleteFact>> {
  const { head, tag, refs } = await keepable(context);
  const there = await refs.tag(tag);
  return there?.commit === head ? { happened: { type: 'kept', tag, commit: head } } : { didNot: true };
}

/** Deletes what was seen, and nothing that was pushed since. */
async function remove(context: Context): Promise<NewFact<DeleteFact>> {
  const { branch, head } = lookedIn(context);
  const { refs } = context.tools.repository(context.signal);
  const now = await refs.branch(branch);
  if (now !== undefined && now !== head) return { type: 'moved' };
  await refs.deleteBranch(branch);
  return { type: 'deleted' };
}

async function keepable(context: Context) {
  const { branch, head } = lookedIn(context);
  const tag = keepTag(context);
  if (head === null || tag === undefined) throw new Error('nothing is to be kept');
  return { branch, head, tag, refs: context.tools.repository(context.signal).refs };
}

function lookedIn({ facts }: Pick<View, 'facts'>): Looked {
  const looked = lastFact(facts, 'looked');
  if (!looked) throw new Error('nothing was looked at');
  return looked;
}
