import type { Ask } from '../core/release/ask.ts';
import { factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, wait } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { formatDuration } from '../core/time/duration.ts';
import { who } from './_people.ts';
import { untilLook } from './_poll.ts';
import { defineStep } from './_step.ts';
import { type Followed, Glimpse, Spec, type View, WorkflowFact, type WorkflowMove } from './_workflow.ts';
import { dispatch, follow, lookForRun, prepare } from './_workflow-acts.ts';

const POLL_MS = 15_000;
/** A run that is not listed by then is asked about. */
const FIND_LIMIT_MS = 2 * 60_000;

/** Its output: `run`, `url`, `workflow` and `commit`. */
export default defineStep({
  name: 'workflow',
  summary: 'Starts a workflow of the repository, and goes on when it succeeds.',
  spec: Spec,
  uses: ({ ref }) => [{ to: 'branch', name: ref, path: ['ref'] }],
  title: ({ value }) => `Run ${value}`,
  once: false,
  facts: WorkflowFact,
  samples: Glimpse,

  next(view): WorkflowMove {
    const ready = lastFact(view.facts, 'ready');
    if (!ready) return act('prepare');
    if (ready.problem !== null) return fail(`\`${view.spec.value}\` can't be started: ${ready.problem}`);
    if (!lastFact(view.facts, 'dispatched')) return act('dispatch');
    return judged(view) ?? goOn(view, lastFact(view.facts, 'followed'));
  },

  hear: ({ verb, fields }): NewFact<WorkflowFact> => ({
    type: 'judged',
    outcome: verb === 'well' ? 'well' : 'failed',
    reason: fields.reason ?? '',
  }),

  actions: {
    prepare: { effect: false, timeoutMs: () => 30_000, perform: prepare },
    dispatch: {
      effect: true,
      timeoutMs: () => 30_000,
      // A run is listed some seconds after it was asked for.
      settleMs: 30_000,
      perform: dispatch,
      look: lookForRun,
      assume: (): NewFact<WorkflowFact> => ({ type: 'dispatched', run: null }),
    },
    follow: { effect: false, timeoutMs: () => 30_000, perform: follow },
  },
});

function judged({ facts, spec }: View): WorkflowMove | undefined {
  const answer = lastFact(facts, 'judged');
  if (!answer) return undefined;
  return answer.outcome === 'well'
    ? finish(`${who(answer.by)} says that it ended well: ${answer.reason}`, { workflow: spec.value })
    : fail(`${who(answer.by)} says that it failed: ${answer.reason}`);
}

function goOn(view: View, followed: Followed | undefined): WorkflowMove {
  const { spec, machine } = view;
  if (followed?.state === 'success') {
    const { run, url, commit } = followed;
    return finish(`\`${spec.value}\` succeeded: ${url}`, { run, url, commit, workflow: spec.value });
  }
  if (followed?.state === 'failure') return fail(failureText(spec.value, followed));
  const began = beganAt(view);
  if (followed?.state !== 'waiting' && machine - began >= spec.timeout) {
    const seen = followed ? `it is ${followed.word}: ${followed.url}` : 'nobody knows its run';
    return fail(`\`${spec.value}\` did not end within ${formatDuration(spec.timeout)}, ${seen}`);
  }
  const pollMs = untilLook(view, POLL_MS);
  if (pollMs === 0) return act('follow');
  if (!followed) return machine - began < FIND_LIMIT_MS ? wait('it is started', { pollMs }) : askRun(view, pollMs);
  const { waiting, url, word } = followed;
  if (followed.state !== 'waiting') return wait(`it is ${word}: ${url}`, { pollMs });
  const what =
    waiting.length === 0 ? 'to be approved' : `for ${listed(waiting.map((name) => `\`${name}\``))} to be approved`;
  return wait(`it waits ${what} at the host: ${url}`, { pollMs });
}

/** When its time began to run: at the start, or when it last stopped waiting for people. */
function beganAt({ facts, machine }: View): number {
  const looks = factsOf(facts, 'followed');
  const waited = looks.findLastIndex(({ state }) => state === 'waiting');
  const after = waited < 0 ? undefined : looks[waited + 1];
  return (after ?? lastFact(facts, 'dispatched'))?.recorded ?? machine;
}

function failureText(file: string, { failed, url, word }: Followed): string {
  const jobs = failed.map((job) => `\`${job.name}\` (${job.url})`);
  return jobs.length === 0 ? `\`${file}\` ended as ${word}: ${url}` : `\`${file}\` failed in ${listed(jobs)}: ${url}`;
}

function askRun({ spec, owner }: View, pollMs: number): WorkflowMove {
  const of = [owner];
  const fields = [{ name: 'reason', label: 'How do you know?', kind: 'text' } as const];
  const ask: Ask = {
    question: `\`${spec.value}\` was started, and none of its runs can be told to be ours. What became of it?`,
    of,
    answers: [
      { verb: 'well', label: 'It ended well', of, fields },
      { verb: 'failed', label: 'It failed', style: 'danger', of, fields },
    ],
  };
  return wait('its run is not known', { ask, pollMs });
}
