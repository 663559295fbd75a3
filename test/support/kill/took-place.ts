import { APP } from '../../../src/sandbox/github/logins.ts';
import { fields } from '../../../src/sandbox/http.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Evidence } from './evidence.ts';
import { pullOf } from './pull-of.ts';

/** What somebody sees who looks at GitHub. */
interface Seen {
  readonly version: string;
  /** What the bot did there, oldest first: `create-tag v1.5.0`. */
  readonly deeds: readonly string[];
  /** The pull request of the step: that of the release, or the one that an exception is about. 0 when there is none. */
  readonly pull: number;
}

type Sign = (seen: Seen) => boolean;

const did =
  (deed: (seen: Seen) => string): Sign =>
  (seen) =>
    seen.deeds.includes(deed(seen));

const times = ({ deeds }: Seen, beginning: string): number => deeds.filter((deed) => deed.startsWith(beginning)).length;

/** By the kind of a step and its action. The versions of two folders are committed first, then the notes. */
const SIGNS: Readonly<Record<string, Sign>> = {
  'branch/create': did(({ version }) => `create-branch release/v${version}`),
  'bump/commit': (seen) => times(seen, `commit release/v${seen.version} `) > 0,
  'notes/commit': (seen) => times(seen, `commit release/v${seen.version} `) > 2,
  'notes/publish': did(({ version }) => `publish v${version}`),
  'pull-request/open': ({ pull }) => pull > 0,
  'pull-request/edit': did(({ pull }) => `edit-pull #${pull}`),
  'pull-request/request': (seen) => times(seen, `request-review #${seen.pull} `) > 0,
  'merge/merge': did(({ pull }) => `merge-pull #${pull}`),
  'merge/merge-branches': ({ deeds, version }) =>
    deeds.slice(deeds.indexOf(`create-tag v${version}`)).some((deed) => deed.startsWith('merge-branch ')),
  'exception/merge': did(({ pull }) => `merge-pull #${pull}`),
  'tag/create': did(({ version }) => `create-tag v${version}`),
  'delete-branch/keep': did(({ version }) => `create-tag archive/v${version}`),
  'delete-branch/delete': did(({ version }) => `delete-branch release/v${version}`),
};

/** Whether the effect of an intent took place, as somebody sees who looks at the platform and at GitHub. */
export async function tookPlace(
  intent: string,
  { sandbox, evidence }: { readonly sandbox: Sandbox; readonly evidence: Evidence },
): Promise<boolean> {
  const key = await evidence.keyOf(intent);
  const [release = '', run, step, , action] = key.split('/');
  const records = await evidence.release(release);
  const kind = records?.steps.find((each) => each.run === run && each.id === step)?.kind ?? '';
  if (kind === 'deploy' || kind === 'stop') return sandbox.platform.effects.some((effect) => effect.key === key);
  if (kind === 'deployment') return isRecorded(key, sandbox);
  const sign = SIGNS[`${kind}/${action}`];
  if (!sign) throw new Error(`nobody was told how to see whether \`${key}\` took place`);
  const version = records?.release.version ?? '';
  const spec = records?.runs.find(({ id }) => id === run)?.ownPhases?.[0]?.steps[0]?.spec;
  return sign({ version, deeds: deedsIn(sandbox), pull: Number(spec?.value ?? pullOf(version, sandbox)?.number ?? 0) });
}

function deedsIn({ github }: Sandbox): readonly string[] {
  return github.effects.filter(({ by }) => by === APP.login).map(({ kind, what }) => `${kind} ${what}`);
}

/** A record carries its key, but for the action. */
function isRecorded(key: string, { github }: Sandbox): boolean {
  const ours = [...github.world.deployments.values()].find(
    ({ payload }) => fields(payload).shipmate === key.slice(0, key.lastIndexOf('/')),
  );
  return ours !== undefined && (key.endsWith('/create') || ours.statuses.length > 0);
}
