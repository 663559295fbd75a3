import { DidNotHappen } from '../core/errors.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move } from '../core/release/move.ts';
import type { Repository } from '../core/repository/repository.ts';
import { listed } from '../core/text.ts';
import { pathsToRead } from '../core/version-files/raise.ts';
import { BumpFact, groupsOf, messageFor, nextCommit, raiseGroups, Spec, type View } from './_bump.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { since } from './_noticed.ts';
import { branchOf } from './_places.ts';
import { type ActionContext, defineStep, type Found } from './_step.ts';
import { chooseVersion, hearVersion } from './_version.ts';
import { PROPOSE } from './_version-look.ts';

const MOVED_AT_MOST = 5;

type Context = ActionContext<View['spec'], BumpFact, never>;

/** Its output: `version`, `branch`, and `commit`, the head of the branch afterwards. */
export default defineStep({
  name: 'bump',
  summary: 'Writes the version into the files that carry it, on the branch of the release.',
  spec: Spec,
  title: () => 'Raise the version numbers',
  once: true,
  neverSkipped: true,
  facts: BumpFact,

  next(view): Move<'propose' | 'read' | 'commit', NewFact<BumpFact>> {
    const choice = chooseVersion(view, view.facts);
    if (choice) return choice;
    const { files } = view.playbook.version;
    if (files.length === 0)
      return fail('the playbook names no files that carry the version: write them under `version`');
    const read = lastFact(view.facts, 'read');
    if (factsOf(view.facts, 'moved').length > MOVED_AT_MOST) {
      return fail(`somebody pushes to \`${read?.branch}\` all the time: try again when it is quiet`);
    }
    if (!read || lastFact(since(view.facts, 'read'), 'moved')) return act('read');
    if (read.problems.length > 0) return fail([`on \`${read.branch}\`:`, ...read.problems].join('\n'));
    return nextCommit(view) ? act('commit') : done(view);
  },

  hear: ({ verb }): NewFact<BumpFact> => hearVersion(verb) ?? { type: 'moved' },

  actions: {
    propose: PROPOSE,
    read: { ...LOOK_AT_HOST, perform: async (context) => ({ fact: await read(context) }) },
    commit: {
      ...AT_HOST,
      perform: commit,
      look,
      // Whoever says so leaves it to the branch to show it.
      assume: (): NewFact<BumpFact> => ({ type: 'moved' }),
    },
  },
});

function done({ facts, release }: View): Move<never, never> {
  const read = lastFact(facts, 'read');
  const commits = factsOf(facts, 'committed');
  const { version } = release;
  const output = { version, branch: read?.branch ?? null, commit: commits.at(-1)?.commit ?? read?.head ?? null };
  if (commits.length === 0) return finish(`every file has ${version} already`, output);
  const from = listed((read?.found ?? []).filter((found) => found !== version));
  const how = commits.length === 1 ? 'in one commit' : `in ${commits.length} commits`;
  return finish(`${from ? `from ${from} ` : ''}to ${version} on \`${output.branch}\`, ${how}`, output);
}

async function read(context: Context): Promise<NewFact<Extract<BumpFact, { type: 'read' }>>> {
  const { playbook, tools, signal } = context;
  const { refs, files } = tools.repository(signal);
  const branch = branchOf('release', context);
  const head = await refs.branch(branch);
  const nothing = { type: 'read', branch, head: '', groups: [], found: [], problems: [] } as const;
  if (head === undefined) {
    return { ...nothing, groups: [], found: [], problems: ['there is no such branch: make it, then try again'] };
  }
  const texts = await textsAt(head, playbook.version.files, files);
  const raised = raiseGroups(groupsOf(playbook.version), texts, context);
  return {
    type: 'read',
    branch,
    head,
    groups: raised.filter(({ changes }) => changes.length > 0).map(({ folder, files }) => ({ folder, files })),
    found: [...new Set(raised.flatMap(({ found }) => found))],
    problems: raised.flatMap(({ problems }) => problems),
  };
}

async function textsAt(
  commit: string,
  named: readonly string[],
  files: Repository['files'],
): Promise<ReadonlyMap<string, string>> {
  const all = await Promise.all(
    pathsToRead(named).map(async (path) => [path, await files.read(path, commit)] as const),
  );
  return new Map(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}

async function commit(context: Context): Promise<NewFact<BumpFact>> {
  const { group, branch, parent } = commitIn(context);
  const { refs, files } = context.tools.repository(context.signal);
  const [raised] = raiseGroups([group], await textsAt(parent, group.files, files), context);
  const message = messageFor(group.folder, context);
  try {
    const made = await files.commit({ branch, parent, message, changes: raised?.changes ?? [] });
    return { type: 'committed', folder: group.folder, commit: made };
  } catch (error) {
    if (!(error instanceof DidNotHappen) || (await refs.branch(branch)) === parent) throw error;
    return { type: 'moved' };
  }
}

/** Our commit is the one with our message on top of what we read. */
async function look(context: Context): Promise<Found<BumpFact>> {
  const { group, branch, parent } = commitIn(context);
  const { refs, history } = context.tools.repository(context.signal);
  const head = await refs.branch(branch);
  if (head === undefined || head === parent) return { didNot: true };
  const [subject] = messageFor(group.folder, context).split('\n');
  const commits = await history.commits({ base: parent, head });
  const ours = commits.find((made) => made.subject === subject && made.parents[0] === parent);
  return ours ? { happened: { type: 'committed', folder: group.folder, commit: ours.sha } } : { didNot: true };
}

function commitIn(context: Context) {
  const next = nextCommit(context);
  if (!next) throw new Error('nothing is left to commit');
  return next;
}
