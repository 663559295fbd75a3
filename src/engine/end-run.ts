import type { FollowUp } from '../core/playbook/playbook.ts';
import { escapeText } from '../core/text.ts';
import { resolveDue } from '../core/time/moment.ts';
import { callPeople, sayInThread, sayMessage } from './say.ts';
import { isException, isRollback, stepsOf, type Turn } from './turn.ts';

/** Every step of the run has ended. */
export async function endRun(turn: Turn): Promise<void> {
  const { run, now } = turn;
  run.status = 'finished';
  run.endedAt = now;
  run.wakeAt = null;
  if (isException(run)) return endException(turn);
  turn.unit.release.hold = null;
  if (isRollback(run)) await endRollback(turn);
  else await endMain(turn);
  await tellOfFreeze(turn);
}

async function endMain(turn: Turn): Promise<void> {
  const { unit, now } = turn;
  unit.release.status = 'finished';
  unit.release.endedAt = now;
  await appendReleaseFact(turn, { type: 'release:finished' });
  await addFollowUps(turn, 'release');
  await sayInThread(turn, `:checkered_flag: *${escapeText(unit.release.id)}* is finished. ${headOf(turn)}`);
}

async function endRollback(turn: Turn): Promise<void> {
  const { unit, now, run } = turn;
  for (const other of unit.runs) {
    if (other.status !== 'suspended') continue;
    // The freeze outlives the rollback, and so does the question who may pass it.
    if (isException(other)) other.status = 'running';
    else Object.assign(other, { status: 'cancelled', endedAt: now, wakeAt: null });
  }
  unit.release.status = 'rolled-back';
  unit.release.endedAt = now;
  await appendReleaseFact(turn, { type: 'release:rolled-back', toVersion: run.toVersion });
  await addFollowUps(turn, 'rollback');
  await sayMessage(turn, 'rollback-complete');
  await sayInThread(turn, `:rewind: *${escapeText(unit.release.id)}* is rolled back. ${headOf(turn)}`);
}

/** What came of it stands in its step; the release goes its own way. */
async function endException(turn: Turn): Promise<void> {
  const { outcome = '', pull = 0 } = stepsOf(turn).at(-1)?.output ?? {};
  await appendReleaseFact(turn, { type: 'exception:ended', pull, outcome });
}

/** In Slack, out of reach of whoever could change the database: `shipmate verify` compares. */
function headOf({ unit }: Turn): string {
  return `Proof: ${unit.release.seq} facts, head \`${unit.release.head}\``;
}

/** A freeze outlives a release that ends without `freeze: end`: somebody has to let go of it on purpose. */
async function tellOfFreeze(turn: Turn): Promise<void> {
  const { unit } = turn;
  const frozen = await unit.frozen();
  if (frozen.length === 0) return;
  const { playbook } = unit.release.plan;
  await callPeople(turn, {
    text: `\`${escapeText(frozen.join(', '))}\` is still closed for ${escapeText(unit.release.id)}, which has ended. \`/release thaw ${playbook.playbook} <reason>\` opens it.`,
    mentions: [playbook.owner],
  });
}

async function addFollowUps({ unit, now }: Turn, after: FollowUp['after']): Promise<void> {
  const { playbook, type } = unit.release.plan;
  const lineage = playbook.types[type]?.lineage ?? [type];
  for (const followUp of playbook.followUps) {
    const applies =
      followUp.after === after &&
      (followUp.only.length === 0 || followUp.only.some((name) => lineage.includes(name))) &&
      !followUp.except.some((name) => lineage.includes(name));
    if (!applies) continue;
    const dueAt = resolveDue(followUp.due, playbook.timezone, now).at;
    await unit.addFollowUp({ title: followUp.title, owner: followUp.owner, dueAt });
  }
}

/** Writes a fact that belongs to the release and to none of its steps. */
export async function appendReleaseFact(
  { unit, run, now, machine }: Pick<Turn, 'unit' | 'run' | 'now' | 'machine'>,
  fact: { readonly type: string; readonly [word: string]: unknown },
  from: { readonly by?: string; readonly via?: string } = {},
): Promise<void> {
  const { type, ...body } = fact;
  await unit.append({ run: run.id, step: null, round: null, type, body, at: now, recorded: machine, ...from });
}
