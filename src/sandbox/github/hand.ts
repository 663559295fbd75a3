import { readCommit, writeCommit, writeTag } from './git/commits.ts';
import { editTree } from './git/trees.ts';
import { moveByRules, moveRefs } from './moves.ts';
import { enableAutoMerge } from './pulls/auto-merge.ts';
import { closePull, editPull, labelPull, reopenPull, setDraft } from './pulls/edit.ts';
import { mergePull } from './pulls/merge.ts';
import { type NewPull, openPull } from './pulls/open.ts';
import type { MergeMethod, Pull } from './pulls/pull.ts';
import { enqueue } from './pulls/queue.ts';
import { reviewPull } from './pulls/review.ts';
import { Refusal } from './routes/_route.ts';
import { enforce } from './rules/enforce.ts';
import { signatureOf } from './shown.ts';
import type { World } from './world.ts';

export interface HandPush {
  readonly branch: string;
  readonly message?: string;
  /** Whole files; null takes one away. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Where a new branch begins: a branch, a tag or a commit; `main` when absent. */
  readonly from?: string;
  /** Onto a branch of the person's own fork. */
  readonly fork?: boolean;
}

/** What a person does by hand, under the same rules as everybody. Throws Refusal with GitHub's words. */
export interface Hand {
  /** One commit on a branch, which comes to be if it is not there. Returns its SHA. */
  push(push: HandPush): Promise<string>;
  /** Moves a branch anywhere: back, too. */
  forcePush(branch: string, to: string): Promise<void>;
  open(pull: NewPull): Promise<Pull>;
  review(number: number, opinion: 'approve' | 'request-changes' | 'comment'): Promise<void>;
  /** Returns the new commit of the base. */
  merge(number: number, method?: MergeMethod): Promise<string>;
  close(number: number): Promise<void>;
  reopen(number: number): Promise<void>;
  retarget(number: number, base: string): Promise<void>;
  draft(number: number, draft: boolean): Promise<void>;
  label(number: number, name: string): Promise<void>;
  unlabel(number: number, name: string): Promise<void>;
  /** A lightweight tag when there is no message. */
  tag(name: string, ref: string, message?: string): Promise<void>;
  deleteTag(name: string): Promise<void>;
  deleteBranch(name: string): Promise<void>;
  enableAutoMerge(number: number, method?: MergeMethod): Promise<void>;
  enqueue(number: number): Promise<void>;
  /** How a check of CI ended. */
  setCheck(sha: string, name: string, conclusion: string): Promise<void>;
  /** In the settings of the repository, for its administrators. */
  enforce(ruleset: number, enforcement: 'active' | 'disabled'): Promise<void>;
}

export function createHand(world: World, login: string): Hand {
  const by = { login, appId: null };
  const deed = <Result>(work: () => Promise<Result> | Result): Promise<Result> => world.alone(async () => work());
  const pull = (number: number): Pull => pullOf(world, number);
  return {
    push: (push) => deed(() => pushCommit(world, push, login)),
    forcePush: (branch, to) =>
      deed(async () => {
        const ref = `refs/heads/${branch}`;
        const after = await resolved(world, to);
        await moveByRules(world, { ref, before: world.refs.get(ref) ?? null, after }, { by, status: 422 });
      }),
    open: (asked) => deed(() => openPull(world, asked, login)),
    review: (number, opinion) =>
      deed(() => void reviewPull(world, pull(number), { by: login, state: OPINIONS[opinion] })),
    merge: (number, method = 'merge') => deed(() => mergePull(world, pull(number), { by, way: 'merge', method })),
    close: (number) => deed(() => void closePull(world, pull(number), login)),
    reopen: (number) => deed(() => void reopenPull(world, pull(number), login)),
    retarget: (number, base) => deed(() => void editPull(world, pull(number), { by: login, base })),
    draft: (number, draft) => deed(() => void setDraft(world, pull(number), { by: login, draft })),
    label: (number, name) => deed(() => void labelPull(world, pull(number), { by: login, name, on: true })),
    unlabel: (number, name) => deed(() => void labelPull(world, pull(number), { by: login, name, on: false })),
    tag: (name, ref, message = '') =>
      deed(async () => {
        const commit = await resolved(world, ref);
        const tagger = signatureOf(login, world.machine());
        const after =
          message === '' ? commit : writeTag(world.objects, { object: commit, type: 'commit', name, tagger, message });
        await moveByRules(world, { ref: `refs/tags/${name}`, before: null, after }, { by, status: 422 });
      }),
    deleteTag: (name) => deed(() => deleteRef(world, `refs/tags/${name}`, login)),
    deleteBranch: (name) => deed(() => deleteRef(world, `refs/heads/${name}`, login)),
    enableAutoMerge: (number, method = 'merge') =>
      deed(() => enableAutoMerge(world, pull(number), { by: login, method })),
    enqueue: (number) => deed(async () => void (await enqueue(world, pull(number), { by: login }))),
    setCheck: (sha, name, conclusion) => deed(() => world.ci.set(sha, name, conclusion)),
    enforce: (id, enforcement) => deed(() => enforce(world, id, { enforcement, by: login })),
  };
}

const OPINIONS = { approve: 'APPROVED', 'request-changes': 'CHANGES_REQUESTED', comment: 'COMMENTED' } as const;

function pullOf(world: World, number: number): Pull {
  const pull = world.pulls.get(number);
  if (pull) return pull;
  throw new Refusal(404, `there is no pull request \`${number}\``);
}

async function resolved(world: World, name: string): Promise<string> {
  const sha = world.refs.get(`refs/heads/${name}`) ?? world.refs.get(`refs/tags/${name}`) ?? name;
  const commit = await readCommit(world.objects, sha);
  if (commit) return commit.sha;
  throw new Refusal(422, `there is no commit at \`${name}\``);
}

async function pushCommit(world: World, push: HandPush, login: string): Promise<string> {
  const { branch, message = `change ${branch}`, files = {}, from = 'main', fork } = push;
  const ref = fork ? `refs/forks/${login}/${branch}` : `refs/heads/${branch}`;
  const before = world.refs.get(ref) ?? null;
  const parent = await readCommit(world.objects, before ?? (await resolved(world, from)));
  const edits = Object.entries(files).map(
    ([path, text]) => [path, text === null ? null : { sha: world.objects.write('blob', text) }] as const,
  );
  const tree = await editTree(world.objects, parent?.tree, new Map(edits));
  const author = signatureOf(login, world.machine());
  const parents = parent ? [parent.sha] : [];
  const sha = writeCommit(world.objects, { tree, parents, author, committer: author, message });
  const change = { ref, before, after: sha };
  if (fork) await moveRefs(world, [change], login);
  else await moveByRules(world, change, { by: { login, appId: null }, status: 422 });
  return sha;
}

async function deleteRef(world: World, ref: string, login: string): Promise<void> {
  const before = world.refs.get(ref);
  if (before === undefined) throw new Refusal(422, 'Reference does not exist');
  await moveByRules(world, { ref, before, after: null }, { by: { login, appId: null }, status: 422 });
}
