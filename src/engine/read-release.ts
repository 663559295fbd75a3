import type { ReleaseView, RunView, StepState, UnsureView } from '../core/release/release.ts';
import type { ReleaseRecords, StepRecord } from '../core/store.ts';
import { settlers } from './settlers.ts';

/** What people see of a release, from its rows alone. */
export function toView({ release, runs, steps, intents, followUps, frozen, guard }: ReleaseRecords): ReleaseView {
  const { playbook: _playbook, type: _type, seq, head, ...shown } = release;
  const { owner } = release.plan.playbook;
  return {
    ...shown,
    runs: runs.map(
      (run): RunView => ({
        id: run.id,
        ownPhases: run.ownPhases,
        status: run.status,
        reason: run.reason,
        toVersion: run.toVersion,
        startedAt: run.startedAt,
        endedAt: run.endedAt,
        steps: steps.filter((step) => step.run === run.id).map(toState),
      }),
    ),
    frozen,
    guard,
    followUps: followUps.map(({ told: _, ...same }) => same),
    unsure: intents
      .filter((intent) => intent.status === 'unsure')
      .map((intent): UnsureView => {
        const step = steps.find(({ run, id: of }) => run === intent.run && of === intent.step);
        return {
          intent: intent.id,
          run: intent.run,
          step: intent.step,
          title: step?.title ?? intent.step,
          action: intent.action,
          owner: step?.owner ?? owner,
          why: intent.why,
          of: settlers({ release, runs }, step?.owner ?? owner),
        };
      }),
    head: { seq, hash: head },
  };
}

function toState(step: StepRecord): StepState {
  const {
    run: _run,
    position: _position,
    retryAt: _retryAt,
    remindAt: _remindAt,
    reminded: _reminded,
    tries: _tries,
    stop: _stop,
    wakeAt: until,
    ...shown
  } = step;
  return { ...shown, until };
}
