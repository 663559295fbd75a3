import type { ReleaseUnit } from '../core/store.ts';
import { escapeText, personText } from '../core/text.ts';
import type { EngineParts } from './parts.ts';
import { mainChannel, sayMessage } from './say.ts';

/** The first things that happen to a new release: its first fact, its card, and the word that it is open. */
export async function greet(unit: ReleaseUnit, parts: EngineParts): Promise<void> {
  const run = unit.runs[0];
  if (unit.release.seq > 0 || !run) return;
  const { id, plan, openedBy, openedAt, version } = unit.release;
  const late = openedAt - plan.slot > 5 * 60_000;
  await unit.append({
    run: run.id,
    step: null,
    round: null,
    type: 'release:opened',
    body: { version, type: plan.type, slot: plan.slot },
    at: openedAt,
    recorded: parts.clock.machine(),
    ...(openedBy !== null && { by: openedBy }),
  });
  await unit.addCard({ key: id, kind: 'release', run: 'main', step: '', round: 0, channel: mainChannel(unit) });
  const note = openedBy ? `opened by ${personText(openedBy)}` : `opened by the schedule${late ? ', late' : ''}`;
  const message = plan.playbook.types[plan.type]?.urgent ? 'hotfix-started' : 'release-opened';
  await sayMessage({ unit, run, now: parts.clock.now(), parts }, message, {
    fill: { note, who: openedBy ? personText(openedBy) : 'the schedule', summary: escapeText(unit.release.summary) },
  });
}
