import type { Effect } from '../../../src/sandbox/github/events.ts';
import { APP } from '../../../src/sandbox/github/logins.ts';
import { fields } from '../../../src/sandbox/http.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Evidence } from './evidence.ts';

/** What somebody looks for at GitHub, by the kind of a step and its action; the version is that of its release. */
const SIGNS: Readonly<Record<string, (version: string) => readonly [kind: Effect['kind'], what: string]>> = {
  'branch/create': (version) => ['create-branch', `release/v${version}`],
  'bump/commit': (version) => ['commit', `release/v${version} `],
  'notes/commit': (version) => ['commit', `release/v${version} `],
  'notes/publish': (version) => ['publish', `v${version}`],
  'pull-request/open': () => ['open-pull', '#'],
  'pull-request/edit': () => ['edit-pull', '#'],
  'pull-request/request': () => ['request-review', '#'],
  'tag/create': (version) => ['create-tag', `v${version}`],
  'delete-branch/keep': (version) => ['create-tag', `archive/v${version}`],
  'delete-branch/delete': (version) => ['delete-branch', `release/v${version}`],
};

/** Whether the effect of an intent took place, as somebody sees who looks at the platform and at GitHub. */
export async function tookPlace(
  intent: string,
  { sandbox, evidence }: { readonly sandbox: Sandbox; readonly evidence: Evidence },
): Promise<boolean> {
  const key = await evidence.keyOf(intent);
  const [release = '', run, step, , action] = key.split('/');
  const records = await evidence.release(release);
  const kind = records?.steps.find((each) => each.run === run && each.id === step)?.kind;
  if (kind === 'deployment') return isRecorded(key, sandbox);
  const sign = SIGNS[`${kind}/${action}`]?.(records?.release.version ?? '');
  if (!sign) return sandbox.platform.effects.some((effect) => effect.key === key);
  const [effect, what] = sign;
  return sandbox.github.effects.some(
    (each) => each.kind === effect && each.by === APP.login && isMeant(each.what, what),
  );
}

/** A record carries its key, but for the action. */
function isRecorded(key: string, { github }: Sandbox): boolean {
  const ours = [...github.world.deployments.values()].find(
    ({ payload }) => fields(payload).shipmate === key.slice(0, key.lastIndexOf('/')),
  );
  return ours !== undefined && (key.endsWith('/create') || ours.statuses.length > 0);
}

const isMeant = (what: string, wanted: string): boolean =>
  /[ #]$/.test(wanted) ? what.startsWith(wanted) : what === wanted;
