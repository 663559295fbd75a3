import type { Effect } from './events.ts';
import { readCommit } from './git/commits.ts';
import type { RefChange } from './git/refs.ts';
import { follow, settlePulls } from './pulls/following.ts';
import { Refusal } from './routes/_route.ts';
import { type Actor, violations } from './rules/rules.ts';
import { shownCommit, shownUser } from './shown.ts';
import type { World } from './world.ts';

const NOTHING = '0'.repeat(40);

/** Moves refs that nothing speaks against any more, with all that follows: pull requests, CI, webhooks. */
export async function moveRefs(world: World, changes: readonly RefChange[], by: string): Promise<void> {
  const followed = follow(world, changes);
  await world.refs.change([...changes, ...followed.refs]);
  for (const change of changes) await tell(world, change, by);
  await settlePulls(world, { changes, heads: followed.heads, by });
  for (const { ref, after } of changes) {
    if (ref.startsWith('refs/heads/') && after !== null) world.ci.start(after);
  }
}

/** The same, when the rules let it: else Refusal with GitHub's words and this HTTP status. */
export async function moveByRules(
  world: World,
  change: RefChange,
  { by, status }: { readonly by: Actor; readonly status: number },
): Promise<void> {
  if (change.before === null && world.refs.isBlocked(change.ref)) throw new Refusal(422, 'Reference update failed');
  const problems = await violations(world, { ...change, by, way: 'push' });
  if (problems.length > 0) throw new Refusal(status, inGitHubsWords(problems));
  await moveRefs(world, [change], by.login);
}

export function inGitHubsWords(problems: readonly string[]): string {
  return `Repository rule violations found\n\n${problems.join('\n')}\n\n`;
}

async function tell(world: World, { ref, before, after }: RefChange, by: string): Promise<void> {
  const kind = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  if (!/^refs\/(heads|tags)\//.test(ref)) return;
  const verb = before === null ? 'create' : after === null ? 'delete' : 'update';
  const effects: Readonly<Record<string, Effect['kind']>> = {
    'create branch': 'create-branch',
    'update branch': 'update-branch',
    'delete branch': 'delete-branch',
    'create tag': 'create-tag',
    'update tag': 'update-tag',
    'delete tag': 'delete-tag',
  };
  world.effect(effects[`${verb} ${kind}`] ?? 'update-branch', name, by);
  if (verb !== 'update') {
    world.events.emit({ name: verb, by, payload: { ref: name, ref_type: kind, pusher_type: 'user' } });
  }
  const head = after === null ? undefined : await readCommit(world.objects, after);
  world.events.emit({ name: 'push', by, payload: { ...pushed({ ref, before, after }, by), ...headOf(world, head) } });
}

function pushed({ ref, before, after }: RefChange, by: string): Readonly<Record<string, unknown>> {
  return {
    ref,
    before: before ?? NOTHING,
    after: after ?? NOTHING,
    created: before === null,
    deleted: after === null,
    pusher: { name: by },
    pushed_by: shownUser(by),
  };
}

function headOf(world: World, head: Awaited<ReturnType<typeof readCommit>>): Readonly<Record<string, unknown>> {
  if (!head) return { head_commit: null, commits: [] };
  const shown = shownCommit(world, head);
  const commit = { id: head.sha, message: head.message, url: shown.html_url };
  return { head_commit: commit, commits: [commit] };
}
