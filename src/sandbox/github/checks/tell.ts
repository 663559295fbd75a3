import { readCommit } from '../git/commits.ts';
import { invalid } from '../routes/_route.ts';
import type { Actor } from '../rules/rules.ts';
import { shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import type { Status, StatusState } from './reports.ts';

export interface NewStatus {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly url: string | null;
}

const DESCRIPTION = 140;

/** Throws Refusal for an unknown commit, a description that is too long, and after a thousand under one context. */
export async function tellStatus(
  world: World,
  sha: string,
  { by, ...status }: NewStatus & { readonly by: Actor },
): Promise<Status> {
  if (!/^[0-9a-f]{40}$/.test(sha) || !(await readCommit(world.objects, sha))) {
    throw invalid(`No commit found for SHA: ${sha}`);
  }
  if ((status.description ?? '').length > DESCRIPTION) {
    throw invalid('Validation Failed', [
      {
        resource: 'Status',
        code: 'custom',
        field: 'description',
        message: 'description is too long (maximum is 140 characters)',
      },
    ]);
  }
  const told = { ...status, id: world.nextId(), by: by.login, appId: by.appId, at: world.machine() };
  if (!world.reports.tell(sha, told)) {
    throw invalid('Validation Failed', [
      {
        resource: 'Status',
        code: 'custom',
        message: 'This SHA and context has reached the maximum number of statuses.',
      },
    ]);
  }
  world.effect('status', `${sha} ${status.context} ${status.state}`, by.login);
  const branches = world.refs
    .below('refs/heads/')
    .filter((branch) => branch.sha === sha)
    .map(({ ref }) => ({ name: ref.slice('refs/heads/'.length), commit: { sha } }));
  world.events.emit({ name: 'status', by: by.login, payload: { ...shownStatus(told), sha, branches } });
  return told;
}

export function shownStatus({
  id,
  context,
  state,
  description,
  url,
  by,
  at,
}: Status): Readonly<Record<string, unknown>> {
  const when = time(at);
  return {
    id,
    context,
    state,
    description,
    target_url: url,
    creator: shownUser(by),
    created_at: when,
    updated_at: when,
  };
}
