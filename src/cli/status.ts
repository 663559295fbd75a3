import { guardInWords } from '../core/freeze/guard.ts';
import { isEnded, type ReleaseView, type RunView, runKind } from '../core/release/release.ts';
import { formatLocal } from '../core/time/zone.ts';
import { toView } from '../engine/read-release.ts';
import { defineCliCommand } from './_command.ts';
import { withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'status',
  summary: 'Shows where the open releases stand, or one of them.',
  usage: '[ID]',

  async run([id], io) {
    return withDatabase(io, async (store) => {
      const ids = id === undefined ? await store.openIds() : [id];
      if (ids.length === 0) io.out('No release is open.');
      for (const each of ids) {
        const records = await store.read(each);
        if (!records) {
          io.err(`There is no release \`${each}\`.`);
          return 1;
        }
        for (const line of statusLines(toView(records))) io.out(line);
      }
      return 0;
    });
  },
});

/** One release as plain text: its state, then every step that has begun and those it waits for. */
export function statusLines(view: ReleaseView): readonly string[] {
  const { playbook } = view.plan;
  const hold = view.hold ? `, on hold: ${view.hold.reason}` : '';
  const lines = [`${view.id}  ${playbook.title} v${view.version} (${view.plan.type})  ${view.status}${hold}`];
  if (view.frozen.length > 0) lines.push(`  closed: ${view.frozen.join(', ')} (${guardInWords(view.guard)})`);
  for (const run of view.runs) {
    if (run.id !== 'main') lines.push(`  ${runLine(run)}`);
    for (const step of run.steps.filter(({ startedAt, ask }) => startedAt !== null || ask !== null)) {
      const round = step.round > 1 ? ` (round ${step.round})` : '';
      const who = isEnded(step.status) || !step.ask ? '' : `  [${step.ask.of.join(', ')}]`;
      lines.push(`  ${step.status.padEnd(8)} ${step.title}${round}${step.note ? `: ${step.note}` : ''}${who}`);
    }
  }
  for (const { title, why } of view.unsure) lines.push(`  unsure   ${title}: ${why}`);
  const next = view.runs
    .flatMap(({ steps }) => steps)
    .find(({ status, until }) => status === 'pending' && until !== null);
  if (next?.until) lines.push(`  next     ${next.title}: ${formatLocal(next.until, playbook.timezone)}`);
  return lines;
}

function runLine(run: RunView): string {
  const where = runKind(run) === 'rollback' ? ` to v${run.toVersion}` : '';
  return `${run.id}${where}: ${run.reason} (${run.status})`;
}
