import { UserError } from '../core/errors.ts';
import type { Playbook, ReleaseType } from '../core/playbook/playbook.ts';
import { CHAIN_START } from '../core/release/fact.ts';
import { planRelease } from '../core/release/open-plan.ts';
import { bumped, highest, isVersion } from '../core/release/version.ts';
import type { House, ReleaseRecord, RunRecord } from '../core/store.ts';
import { wordsOf } from './fill-wait.ts';
import type { Found } from './found-version.ts';
import { mainTarget } from './main-target.ts';
import { newSteps } from './turn.ts';

export interface Opening {
  readonly playbook: Playbook;
  readonly type: string;
  /** Calendar times are counted from here. Business time. */
  readonly slot: number;
  readonly now: number;
  /** Absent: the last shipped version plus the type's bump, provisional until the first deploy. */
  readonly version?: string | undefined;
  readonly summary?: string | undefined;
  readonly incident?: string | undefined;
  /** Slack user id; null when a schedule opens it. */
  readonly by: string | null;
  /** What runs on the main target though no release put it there; absent when nobody knows. */
  readonly found?: Found | undefined;
}

/** Writes a new release with its plan. Nothing moves yet. Returns its id. */
export async function openRelease(house: House, opening: Opening): Promise<ReleaseRecord> {
  const { playbook, type, slot, now, by } = opening;
  const plan = planRelease(playbook, type, slot);
  const live = await knownLive(house, opening);
  const refused = await house.refused(playbook.playbook);
  const bump = sizeOf(playbook.types[type]?.bump);
  const onTheirWay = await house.openVersions(playbook.playbook);
  const version = opening.version ?? nextVersion(highest([...live, ...refused]), bump, onTheirWay);
  assertUsable(version, { refused, onTheirWay });

  const prefix = playbook.repository.split('/').at(-1) ?? playbook.playbook;
  const release: ReleaseRecord = {
    id: `${prefix}-${await house.nextNumber(prefix)}`,
    playbook: playbook.playbook,
    type,
    plan,
    openedBy: by,
    openedAt: now,
    version: version.replace(/^v/, ''),
    provisional: opening.version === undefined,
    previous: live[0] ?? null,
    summary: opening.summary ?? '',
    incident: opening.incident ?? '',
    status: 'open',
    endedAt: null,
    hold: null,
    seq: 0,
    head: CHAIN_START,
  };
  const main: RunRecord = {
    id: 'main',
    ownPhases: null,
    startedAt: now,
    startedBy: by,
    reason: null,
    toVersion: null,
    database: false,
    status: 'running',
    endedAt: null,
    phases: {},
    wakeAt: null,
  };
  await house.addRelease(release, main, newSteps('main', plan.phases, wordsOf(release)));
  return release;
}

/** Versions that were live on the main target, newest first. What was found there before the first release counts. */
async function knownLive(house: House, { playbook, found, now }: Opening): Promise<readonly string[]> {
  const target = mainTarget(playbook);
  const live = (await house.live(playbook.playbook)).filter((record) => record.target === target);
  if (live.length > 0 || !found) return live.map(({ version }) => version);
  await house.addLive({ ...found, playbook: playbook.playbook, release: null, deployId: null, at: now });
  return [found.version];
}

type Bump = Exclude<ReleaseType['bump'], 'commits'>;

/** What the commits say is found out later: until then it is taken for a patch. */
const sizeOf = (bump: ReleaseType['bump'] = 'patch'): Bump => (bump === 'commits' ? 'patch' : bump);

/** The next version that no open release has. */
function nextVersion(last: string | undefined, bump: Bump, taken: readonly string[]): string {
  const next = bumped(last, bump);
  return taken.includes(next) ? nextVersion(next, bump, taken) : next;
}

interface Versions {
  readonly refused: readonly string[];
  readonly onTheirWay: readonly string[];
}

function assertUsable(version: string, { refused, onTheirWay }: Versions): void {
  if (!isVersion(version)) {
    throw new UserError('bad_version', `\`${version}\` is no version`, {
      fix: 'Write one like `1.4.0`.',
      field: 'version',
    });
  }
  const plain = version.replace(/^v/, '');
  if (onTheirWay.includes(plain)) {
    throw new UserError('taken_version', `\`${version}\` is on its way already in another release`, {
      fix: 'Give this one a version of its own.',
      field: 'version',
    });
  }
  if (refused.includes(plain)) {
    throw new UserError('refused_version', `\`${version}\` was rolled back and is not shipped again`, {
      fix: 'Give the fix a version of its own.',
      field: 'version',
    });
  }
}
