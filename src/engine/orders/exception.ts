import { messageOf, UserError } from '../../core/errors.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { OrderOf } from '../../core/release/order.ts';
import type { PlannedPhase } from '../../core/release/plan.ts';
import type { PullRequest } from '../../core/repository/pull-requests.ts';
import type { ReleaseUnit, RunRecord } from '../../core/store.ts';
import { cut, escapeText, listed, personText } from '../../core/text.ts';
import { wordsOf } from '../fill-wait.ts';
import { isNamed } from '../is-named.ts';
import type { EngineParts } from '../parts.ts';
import { sayMessage } from '../say.ts';
import { appendFact, isException, newSteps } from '../turn.ts';
import { from, type OrderContext, turnOf } from './_order.ts';

type Asked = OrderOf<'exception'>;

/** Somebody waits for the answer of a modal, which has three seconds. */
const LOOK_MS = 2_000;

/** The release in whose history it stands: the one that holds the freeze, else the newest of the playbook. */
export async function releaseOfException({ playbook }: Asked, { store }: EngineParts): Promise<string> {
  const freezes = (await store.freezes()).filter((freeze) => freeze.playbook === playbook);
  if (freezes.length === 0) {
    throw new UserError('not_frozen', `nothing of \`${playbook}\` is frozen`, { fix: 'Merge it as usual.' });
  }
  const holder = freezes.findLast((freeze) => !freeze.holder.startsWith('@'))?.holder;
  const release = holder ?? (await store.history(1, playbook))[0]?.id;
  if (release !== undefined) return release;
  throw new UserError('no_release', `\`${playbook}\` had no release yet, in whose history an exception could stand`, {
    fix: `\`/release thaw ${playbook} <reason>\` opens the branch.`,
  });
}

/** Asked before the transaction. */
export async function pullOf({ pull }: Asked, playbook: Playbook, parts: EngineParts): Promise<PullRequest> {
  const found = await parts
    .repositories(playbook.repository, AbortSignal.timeout(LOOK_MS))
    .pulls.read(pull)
    .catch((error: unknown) => {
      if (isNamed(error, UserError)) throw error;
      throw new UserError('no_answer', `\`${playbook.repository}\` could not be asked: ${messageOf(error)}`, {
        fix: 'Say it again in a minute.',
      });
    });
  if (found) return found;
  throw new UserError('no_pull', `\`${playbook.repository}\` has no pull request #${pull}`, { field: 'pull' });
}

/** Anybody may ask; whoever the playbook names decides. */
export async function exception(order: Asked, unit: ReleaseUnit, context: OrderContext & { pull: PullRequest }) {
  const { pull, sender } = context;
  const branches = (await unit.held(unit.release.playbook)).map(({ branch }) => branch);
  assertMayPass(pull, { unit, branches });
  const id = `exception-${unit.runs.filter(isException).length + 1}`;
  const run = newRun(id, order, { context, unit });
  unit.addRun(run, newSteps(id, run.ownPhases ?? [], wordsOf(unit.release)));
  const turn = turnOf(unit, context, run);
  const { severity, reason } = order;
  await appendFact(turn, { run: id, id, round: 1 }, { type: 'asked', severity, reason }, from(context));
  const { approvedBy } = unit.release.plan.playbook.freeze?.exceptions ?? { approvedBy: [] };
  await sayMessage(turn, 'exception-asked', {
    fill: {
      who: personText(sender.by),
      step: escapeText(titleOf(pull)),
      reason: escapeText(`${reason} (${severity})`),
      approvers: escapeText(listed(approvedBy)),
      note: `<${pull.url}|${escapeText(titleOf(pull))}>`,
    },
  });
  const text = `Asked ${listed(approvedBy)} to let #${pull.number} through the freeze (${id} of ${unit.release.id}).`;
  return { text, to: 'caller' as const, release: unit.release.id };
}

function titleOf({ number, title }: PullRequest): string {
  return `#${number} ${cut(title, 150)}`;
}

interface Standing {
  readonly unit: ReleaseUnit;
  /** Frozen ones. */
  readonly branches: readonly string[];
}

/** Throws UserError with the first reason why there is nothing to decide. */
function assertMayPass(pull: PullRequest, { unit, branches }: Standing): void {
  const { number, base, state, head } = pull;
  const refuse = (code: string, message: string, fix: string): never => {
    throw new UserError(code, message, { fix, field: 'pull' });
  };
  if (!unit.release.plan.playbook.freeze?.exceptions) {
    refuse(
      'no_exceptions',
      `the playbook of \`${unit.release.id}\` lets nothing through its freeze`,
      'Wait until it is over.',
    );
  }
  if (branches.length === 0) refuse('not_frozen', 'nothing is frozen any more', 'Merge it as usual.');
  if (state !== 'open') refuse('not_open', `#${number} is ${state}`, 'Name one that is open.');
  if (pull.draft) refuse('draft', `#${number} is a draft`, 'Mark it as ready for review first.');
  if (!branches.includes(base)) {
    refuse('not_frozen', `#${number} goes into \`${base}\`, which is not frozen`, 'Merge it as usual.');
  }
  for (const { id, status } of unit.runs.filter(isException)) {
    const step = unit.steps.find(({ run }) => run === id);
    const planned = unit.runs.find((run) => run.id === id)?.ownPhases?.[0]?.steps[0]?.spec.value;
    if (planned !== number) continue;
    if (status === 'running' || status === 'suspended') {
      refuse('already', `#${number} is asked about already (${id})`, 'Wait until it is decided.');
    }
    if (step?.output.outcome === 'refused' && step.output.head === head.commit) {
      refuse('refused', `#${number} was refused as it is: ${step.note}`, 'Push what was asked for, then ask again.');
    }
  }
}

function newRun(
  id: string,
  { pull, reason }: Asked,
  { context, unit }: { readonly context: OrderContext & { pull: PullRequest }; readonly unit: ReleaseUnit },
): RunRecord {
  const { playbook } = unit.release.plan;
  const phase: PlannedPhase = {
    title: `Exception for ${titleOf(context.pull)}`,
    owner: playbook.owner,
    standby: [],
    remind: [],
    steps: [
      {
        id,
        kind: 'exception',
        title: `Let #${pull} through the freeze`,
        owner: playbook.owner,
        spec: { value: pull, by: context.sender.by },
        remind: [],
        onFail: 'pause',
        retryFrom: id,
        once: false,
        whenLate: 'run',
        skip: [playbook.owner, ...playbook.permissions.skip],
        steps: [],
      },
    ],
  };
  return {
    id,
    ownPhases: [phase],
    status: 'running',
    startedAt: context.now,
    startedBy: context.sender.by,
    reason,
    toVersion: null,
    database: false,
    endedAt: null,
    phases: {},
    wakeAt: null,
  };
}
