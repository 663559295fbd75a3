import { invalid } from '../routes/_route.ts';
import type { World } from '../world.ts';
import { changePull, pullEvent } from './changes.ts';
import { headRef } from './following.ts';
import type { Pull } from './pull.ts';

/** Title, text and base. */
export function editPull(
  world: World,
  pull: Pull,
  {
    by,
    title,
    body,
    base,
  }: { readonly by: string; readonly title?: string; readonly body?: string; readonly base?: string },
): Pull {
  const sha = base === undefined ? undefined : world.refs.get(`refs/heads/${base}`);
  if (base !== undefined && sha === undefined) {
    throw invalid('Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
  }
  const edited = changePull(world, pull.number, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(base !== undefined && sha !== undefined && { base: { branch: base, sha } }),
  });
  const changes = {
    ...(title !== undefined && { title: { from: pull.title } }),
    ...(body !== undefined && { body: { from: pull.body } }),
    ...(base !== undefined && { base: { ref: { from: pull.base.branch }, sha: { from: pull.base.sha } } }),
  };
  world.effect('edit-pull', `#${pull.number}`, by);
  pullEvent(world, edited, { action: 'edited', by, more: { changes } });
  return edited;
}

export function closePull(world: World, pull: Pull, by: string): Pull {
  if (pull.state === 'closed') return pull;
  const closed = changePull(world, pull.number, { state: 'closed', closedAt: world.machine(), autoMerge: null });
  world.effect('close-pull', `#${pull.number}`, by);
  pullEvent(world, closed, { action: 'closed', by });
  return closed;
}

/** With the head that its branch has by now. */
export function reopenPull(world: World, pull: Pull, by: string): Pull {
  const head = world.refs.get(headRef(pull));
  const base = world.refs.get(`refs/heads/${pull.base.branch}`);
  if (pull.merged || head === undefined || base === undefined) {
    const message = 'state cannot be changed. The pull request cannot be reopened.';
    throw invalid('Validation Failed', [{ resource: 'PullRequest', code: 'custom', field: 'state', message }]);
  }
  const reopened = changePull(world, pull.number, {
    state: 'open',
    closedAt: null,
    head: { ...pull.head, sha: head },
    base: { ...pull.base, sha: base },
  });
  world.effect('reopen-pull', `#${pull.number}`, by);
  pullEvent(world, reopened, { action: 'reopened', by });
  return reopened;
}

export function setDraft(
  world: World,
  pull: Pull,
  { by, draft }: { readonly by: string; readonly draft: boolean },
): Pull {
  const changed = changePull(world, pull.number, { draft });
  pullEvent(world, changed, { action: draft ? 'converted_to_draft' : 'ready_for_review', by });
  return changed;
}

export function labelPull(
  world: World,
  pull: Pull,
  { by, name, on }: { readonly by: string; readonly name: string; readonly on: boolean },
): Pull {
  const others = pull.labels.filter((label) => label !== name);
  const changed = changePull(world, pull.number, { labels: on ? [...others, name] : others });
  pullEvent(world, changed, { action: on ? 'labeled' : 'unlabeled', by, more: { label: { name } } });
  return changed;
}
