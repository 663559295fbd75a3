import { placeOf, placeWords } from '../core/playbook/places.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { tagName } from '../core/release/tag-format.ts';
import type { ReleaseRecord } from '../core/store.ts';
import { escapeText, listed, personText } from '../core/text.ts';
import { formatDuration } from '../core/time/duration.ts';
import { formatLocal, toLocal } from '../core/time/zone.ts';
import { NOTES_VALUES } from './notes-values.ts';
import { isRollback, type Turn } from './turn.ts';

type Asker = Pick<Turn, 'unit' | 'run' | 'now'>;

/**
 * What these placeholders stand for in a message about this release. Every value is harmless in mrkdwn; times are written
 * so that each reader sees their own. Only what is asked for is worked out: a click waits for it.
 */
export async function valuesOf(asker: Asker, words: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { release } = asker.unit;
  const values = escaped(plainValues(release.plan.playbook, release));
  for (const word of words) {
    const value = Object.hasOwn(VALUES, word) ? VALUES[word] : undefined;
    if (value) values[word] = await value(asker);
  }
  return values;
}

const VALUES: Readonly<Record<string, (asker: Asker) => string | Promise<string>>> = {
  release: ({ unit }) => unit.release.id,
  summary: ({ unit }) => escapeText(unit.release.summary),
  status: ({ unit }) => unit.release.status,
  previous: ({ unit, run }) => escapeText((isRollback(run) ? run.toVersion : unit.release.previous) ?? 'none'),
  date: ({ unit, now }) => toLocal(now, zoneOf(unit)).slice(0, 10),
  reason: ({ unit, run }) => escapeText((isRollback(run) ? run.reason : unit.release.hold?.reason) ?? ''),
  impact: impactOf,
  downtime: ({ unit }) => downtimeOf(unit),
  duration: ({ unit, now }) => formatDuration((unit.release.endedAt ?? now) - unit.release.openedAt),
  eta: ({ unit }) => etaOf(unit),
  'deployed-at': deployedAt,
  'deploy-at': ({ unit }) => deployAt(unit, zoneOf(unit)),
  people: ({ unit }) => (unit.release.openedBy ? personText(unit.release.openedBy) : 'the schedule'),
  approvers: ({ unit }) => escapeText(listed(approversOf(unit.release.plan.playbook))),
  ...NOTES_VALUES,
  'rollback-plan': ({ unit }) =>
    escapeText(unit.release.plan.rollback.flatMap(({ steps }) => steps.map(({ title }) => title)).join(' → ')),
};

const zoneOf = ({ release }: Turn['unit']): string => release.plan.playbook.timezone;

/** Who lets a change through the freeze; where nobody may by the playbook, people ask those who start releases. */
const approversOf = ({ freeze, permissions }: Playbook): readonly string[] =>
  freeze?.exceptions?.approvedBy ?? permissions.start;

/** What the decider wrote; else how long it took from the decision until the version before was live again. */
async function impactOf({ unit, run, now }: Asker): Promise<string> {
  const decided = (await unit.factsOfType('rollback:began')).at(-1);
  const impact = decided && 'impact' in decided ? String(decided.impact ?? '') : '';
  const back = unit.steps.find((step) => step.run === run.id && step.kind === 'deploy')?.endedAt ?? now;
  return escapeText(impact) || `${formatDuration(back - run.startedAt)} until it was taken back`;
}

async function deployedAt({ unit }: Asker): Promise<string> {
  const at = (await unit.live()).find(({ release }) => release === unit.release.id)?.at;
  return at === undefined ? 'not yet' : slackTime(at, zoneOf(unit));
}

/** Of a release, what is the same in a message and in a command: version, previous, branches, addresses. Not escaped. */
export function plainValues(
  playbook: Playbook,
  release: Pick<ReleaseRecord, 'type' | 'version' | 'previous' | 'incident' | 'summary'>,
): Record<string, string> {
  const { version, type, incident } = release;
  const words = placeWords(release);
  const branches = (playbook.freeze?.branches ?? []).map((key) => placeOf(key, { playbook, type, words }));
  const targets = Object.values(playbook.targets).flatMap(({ name, url }) =>
    url ? [[`${name}.url`, url] as const] : [],
  );
  const { production } = playbook.tags;
  return {
    version,
    previous: release.previous ?? 'none',
    title: playbook.title,
    app: playbook.repository.split('/').at(-1) ?? playbook.repository,
    incident,
    name: words.name ?? '',
    branch: listed(branches.flatMap((place) => (place.kind === 'branch' ? [place.name] : []))),
    ...(production !== undefined && { tag: tagName(production, { version }) }),
    ...Object.fromEntries(targets),
  };
}

function escaped(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([word, value]) => [word, escapeText(value)]));
}

/** Each reader sees it in their own zone; the text behind it is for clients that can't. */
export function slackTime(at: number, zone: string): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${formatLocal(at, zone)}>`;
}

/** What a rollback takes when its phases have no budget. */
const USUAL_ROLLBACK_MS = 10 * 60_000;

/** How long the rollback is planned to take. */
function etaOf({ release }: Turn['unit']): string {
  const planned = release.plan.rollback.reduce((sum, { budget }) => sum + (budget?.maxMs ?? 0), 0);
  return formatDuration(planned || USUAL_ROLLBACK_MS);
}

/** What the watches of this release saw; only who looks can tell. */
function downtimeOf({ steps }: Turn['unit']): string {
  const seen = steps.flatMap(({ output }) => (typeof output.downtime === 'number' ? [output.downtime] : []));
  if (seen.length === 0) return 'not watched';
  const total = seen.reduce((sum, ms) => sum + ms, 0);
  return total === 0 ? 'none' : formatDuration(total);
}

function deployAt(unit: Turn['unit'], zone: string): string {
  const { plan } = unit.release;
  const phase = plan.phases.findLast(
    ({ at, steps }) => at !== undefined && steps.some(({ kind }) => kind === 'deploy'),
  );
  return phase?.at === undefined ? 'when it is ready' : slackTime(phase.at, zone);
}
