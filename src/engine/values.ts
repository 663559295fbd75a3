import { fillText } from '../core/playbook/fill.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { escapeText, listed } from '../core/text.ts';
import { formatDuration } from '../core/time/duration.ts';
import { formatLocal } from '../core/time/zone.ts';
import { isRollback, type Turn } from './turn.ts';

type Asker = Pick<Turn, 'unit' | 'run' | 'now'>;

/**
 * What placeholders stand for in a message about this release. Every value is harmless in mrkdwn; times are written so
 * that each reader sees their own.
 */
export async function valuesOf(asker: Asker): Promise<Readonly<Record<string, string>>> {
  const { unit, run, now } = asker;
  const { release } = unit;
  const { playbook } = release.plan;
  const { timezone } = playbook;
  const deployedAt = (await unit.live()).find(({ release: from }) => from === release.id)?.at;
  const decided = (await unit.factsOfType('rollback:began')).at(-1);
  const impact = decided && 'impact' in decided ? String(decided.impact ?? '') : '';
  return {
    ...escaped(plainValues(playbook, release.version, release.previous)),
    release: release.id,
    summary: escapeText(release.summary),
    status: release.status,
    date: formatLocal(now, timezone).slice(0, 10),
    incident: release.id,
    reason: escapeText((isRollback(run) ? run.reason : release.hold?.reason) ?? ''),
    impact: escapeText(impact) || `${formatDuration(now - run.startedAt)} until it was taken back`,
    downtime: downtimeOf(unit),
    duration: formatDuration((release.endedAt ?? now) - release.openedAt),
    eta: slackTime(now + 10 * 60_000, timezone),
    'deployed-at': deployedAt === undefined ? 'not yet' : slackTime(deployedAt, timezone),
    'deploy-at': deployAt(unit, timezone),
    people: release.openedBy ? `<@${release.openedBy}>` : 'the schedule',
    approvers: escapeText(listed(playbook.permissions.start)),
    'rollback-plan': escapeText(
      release.plan.rollback.flatMap(({ steps }) => steps.map(({ title }) => title)).join(' → '),
    ),
    ...(isRollback(run) && { previous: escapeText(run.toVersion ?? '') }),
  };
}

/** The values that are the same in a message and in a command: version, previous, branches, addresses. Not escaped. */
export function plainValues(playbook: Playbook, version: string, previous: string | null): Record<string, string> {
  const names = { version, previous: previous ?? 'none' };
  const branches = Object.values(playbook.freeze?.branches ?? [])
    .map((key) => playbook.branches[key]?.pattern ?? key)
    .map((pattern) => fillText(pattern, names));
  const targets = Object.values(playbook.targets).flatMap(({ name, url }) =>
    url ? [[`${name}.url`, url] as const] : [],
  );
  return {
    version,
    previous: names.previous,
    title: playbook.title,
    app: playbook.repository.split('/').at(-1) ?? playbook.repository,
    branch: listed(branches),
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
