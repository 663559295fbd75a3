import type { ReleaseRecords } from '../core/store.ts';
import { isRollback } from './turn.ts';

/**
 * The roles that may say what became of an effect: who owns the step, who owns the playbook, and, while a rollback waits
 * for the answer, who decides on rollbacks.
 */
export function settlers(
  { release, runs }: Pick<ReleaseRecords, 'release' | 'runs'>,
  owner: string,
): readonly string[] {
  const { playbook } = release.plan;
  const isRollingBack = runs.some((run) => isRollback(run) && run.status === 'running');
  return [owner, playbook.owner, ...(isRollingBack ? (playbook.rollback?.decidedBy ?? []) : [])];
}
