import { UserError } from '../core/errors.ts';
import { mainTarget } from '../core/playbook/main-target.ts';
import type { Playbook, ReleaseType } from '../core/playbook/playbook.ts';
import { CHAIN_START } from '../core/release/fact.ts';
import { planRelease } from '../core/release/open-plan.ts';
import { bumped, highest } from '../core/release/version.ts';
import type { House, ReleaseRecord, RunRecord } from '../core/store.ts';
import { escapeText } from '../core/text.ts';
import { wordsOf } from './fill-wait.ts';
import type { Ground } from './ground.ts';
import { missedInWords } from './missed-fixes.ts';
import { newSteps } from './turn.ts';
import { assertUsable } from './usable-version.ts';

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
  readonly ground: Ground;
}

/** Writes a new release with its plan. Nothing moves yet. Returns its id. */
export async function openRelease(house: House, opening: Opening): Promise<ReleaseRecord> {
  const { playbook, type, slot, now, by } = opening;
  await judgeFixes(house, opening);
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

/** A fix that is in production and in no branch would be taken back. That nobody can tell is said, and holds up nothing. */
async function judgeFixes(house: House, { playbook, ground: { fixes } }: Opening): Promise<void> {
  if (fixes.state === 'missed') {
    const { what, fix } = missedInWords(fixes);
    throw new UserError('missed_fix', what, { fix });
  }
  if (fixes.state === 'fine') return;
  await house.say({
    kind: 'announce',
    playbook: playbook.playbook,
    channel: playbook.channels.main?.slack ?? '',
    text: `:warning: Nobody could tell whether every branch of *${escapeText(playbook.title)}* has what is in production: ${escapeText(fixes.why)}`,
  });
}

/** Versions that were live on the main target, newest first. What was found there before the first release counts. */
async function knownLive(house: House, { playbook, ground: { found }, now }: Opening): Promise<readonly string[]> {
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
