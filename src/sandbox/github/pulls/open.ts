import { invalid } from '../routes/_route.ts';
import type { World } from '../world.ts';
import { pullEvent } from './changes.ts';
import { headRef, openPulls } from './following.ts';
import type { Pull } from './pull.ts';

export interface NewPull {
  readonly title: string;
  readonly body?: string;
  /** A branch; `login:branch` is one of a fork. */
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
}

/** Throws Refusal for what GitHub calls a failed validation. */
export async function openPull(world: World, asked: NewPull, by: string): Promise<Pull> {
  const head = headOf(world, asked.head);
  const baseSha = world.refs.get(`refs/heads/${asked.base}`);
  const headSha = world.refs.get(headRef({ head }));
  if (baseSha === undefined) throw failed({ field: 'base', code: 'invalid' });
  if (headSha === undefined) throw failed({ field: 'head', code: 'invalid' });
  const into = openPulls(world).filter(({ base }) => base.branch === asked.base);
  const same = into.find((pull) => headRef(pull) === headRef({ head }));
  const owner = head.fork ?? world.repository.owner;
  if (same) throw failed({ code: 'custom', message: `A pull request already exists for ${owner}:${head.branch}.` });
  if ((await world.history.distance(baseSha, headSha)).ahead === 0) {
    throw failed({ code: 'custom', message: `No commits between ${asked.base} and ${head.branch}` });
  }
  const pull = freshPull(world, {
    asked,
    by,
    head: { ...head, sha: headSha },
    base: { branch: asked.base, sha: baseSha },
  });
  await world.refs.change([{ ref: `refs/pull/${pull.number}/head`, before: null, after: headSha }]);
  world.pulls.set(pull.number, pull);
  world.effect('open-pull', `#${pull.number}`, by);
  pullEvent(world, pull, { action: 'opened', by });
  return pull;
}

type Opened = Pick<Pull, 'head' | 'base'> & {
  readonly asked: Pick<NewPull, 'title' | 'body' | 'draft' | 'labels'>;
  readonly by: string;
};

/** A pull request as it is when it was just opened; it takes the next number, and is kept nowhere yet. */
export function freshPull(world: World, { asked, by, head, base }: Opened): Pull {
  const at = world.machine();
  return {
    id: world.nextId(),
    number: world.nextNumber(),
    title: asked.title,
    body: asked.body ?? '',
    author: by,
    state: 'open',
    draft: asked.draft ?? false,
    base,
    head,
    labels: asked.labels ?? [],
    requested: [],
    reviews: [],
    merged: null,
    autoMerge: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  };
}

function headOf({ repository }: World, name: string): Omit<Pull['head'], 'sha'> {
  const [owner = '', ...rest] = name.split(':');
  if (rest.length === 0) return { branch: name, fork: null };
  return { branch: rest.join(':'), fork: owner === repository.owner ? null : owner };
}

function failed(error: Readonly<Record<string, string>>): Error {
  return invalid('Validation Failed', [{ resource: 'PullRequest', ...error }]);
}
