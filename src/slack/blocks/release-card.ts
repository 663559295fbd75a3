import type { Button, KnownBlock } from '@slack/types';
import { guardInWords } from '../../core/freeze/guard.ts';
import type { Order, OrderOf } from '../../core/release/order.ts';
import { flatten } from '../../core/release/plan.ts';
import { type ReleaseView, type RunView, runKind, type UnsureView } from '../../core/release/release.ts';
import { button, orderButton } from './button.ts';
import { actions, context, fitted, header, plain, plainLine, section, sections } from './limits.ts';
import { type Mentions, person, rolesInWords } from './people.ts';
import { timeline } from './timeline.ts';
import { movingRuns, skippersOf, waitLines, waitsOf } from './waits.ts';
import { date, RELEASE_WORD, releaseTitle } from './words.ts';

/** What is shown in Slack: blocks, and the sentence that screen readers and notifications read instead. */
export interface Drawing {
  /** mrkdwn, escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** The living message of a release: drawn from the release alone, so it can be redrawn at any time. */
export function releaseCard(view: ReleaseView, mentions: Mentions): Drawing {
  const isMoving = view.status === 'open' || movingRuns(view).some((run) => runKind(run) !== 'exception');
  const buttons = isMoving ? cardButtons(view) : [];
  return {
    text: stateSentence(view),
    blocks: fitted([...overview(view, mentions), ...unsureBlocks(view, mentions), ...actions(buttons)]),
  };
}

/** Everything but the buttons: also the answer to `status`. */
export function overview(view: ReleaseView, mentions: Mentions): KnownBlock[] {
  const waits = waitLines(view, mentions);
  return [
    header(`${releaseTitle(view)}${view.provisional ? ' (provisional)' : ''}`),
    section([stateLine(view), ...summaryOf(view), ...holdOf(view)].join('\n')),
    ...(waits.length === 0 ? [] : sections(['*Waits for*', ...waits.map((line) => `• ${line}`)])),
    ...view.runs.flatMap((run) => [
      ...(run.id === 'main' ? [] : [section(headingOf(run))]),
      ...sections(timeline(view, run)),
    ]),
    context(...footnotes(view)),
  ];
}

/** One sentence of mrkdwn with the state: `KARS weekly 1.5.0 (kars-17) waits for Functional sign-off.` */
export function stateSentence(view: ReleaseView): string {
  const name = `${plainLine(releaseTitle(view), 150)} (${view.id})`;
  if (view.status !== 'open') {
    const goesOn = movingRuns(view).some((run) => runKind(run) === 'rollback') ? '; its rollback is under way' : '';
    return `${name} is ${RELEASE_WORD[view.status].word}${goesOn}.`;
  }
  const waits = waitsOf(view);
  const few = waits.slice(0, 3).map(({ what }) => plainLine(what, 80));
  const state = waits.length > 0 ? `waits for ${few.join(', ')}${waits.length > 3 ? ' and more' : ''}` : 'is under way';
  return `${name} ${view.hold === null ? state : 'is on hold'}.`;
}

function stateLine(view: ReleaseView): string {
  const rollback = view.runs.find((run) => runKind(run) === 'rollback' && run.status === 'running');
  if (rollback) return `:rewind: *Rolling back* to \`${plainLine(rollback.toVersion ?? '?', 60)}\``;
  const { icon, word } = RELEASE_WORD[view.status];
  const when = view.endedAt === null ? '' : ` ${date(view.endedAt)}`;
  const from = view.previous === null ? '' : ` · replaces \`${plainLine(view.previous, 60)}\``;
  return `${icon} *${word}*${when}${from}`;
}

function summaryOf({ summary }: ReleaseView): readonly string[] {
  return summary.trim() === '' ? [] : [plain(summary)];
}

function holdOf({ hold }: ReleaseView): readonly string[] {
  if (hold === null) return [];
  return [`:double_vertical_bar: *On hold* by ${person(hold.by)} since ${date(hold.at)}: ${plain(hold.reason)}`];
}

function headingOf(run: RunView): string {
  const { toVersion, reason, startedAt } = run;
  const why = reason === null || reason === '' ? '' : `: ${plain(reason)}`;
  if (runKind(run) === 'exception') return `:key: *Exception from the freeze* ${date(startedAt)}${why}`;
  return `:rewind: *Rollback to ${plainLine(toVersion ?? '?', 60)}* ${date(startedAt)}${why}`;
}

function footnotes(view: ReleaseView): readonly string[] {
  const by = view.openedBy === null ? 'opened by its schedule' : `opened by ${person(view.openedBy)}`;
  return [`\`${view.id}\``, plainLine(view.plan.type, 60), `${by} ${date(view.openedAt)}`, freezeNote(view)];
}

function freezeNote({ frozen, guard }: ReleaseView): string {
  if (frozen.length === 0) return '';
  return `:lock: frozen: ${frozen.map((name) => plainLine(name, 60)).join(', ')} (${plainLine(guardInWords(guard), 200)})`;
}

/** The questions that only a person can answer: an effect was begun, and nobody knows its end. */
function unsureBlocks(view: ReleaseView, mentions: Mentions): KnownBlock[] {
  return view.unsure.flatMap((unsure) => [
    section(
      `:grey_question: *Did this happen?* ${plainLine(unsure.title, 150)}\n${plain(unsure.why)}\n` +
        `Look at the other side before you answer. ${rolesInWords(unsure.of, mentions)} can tell.`,
    ),
    ...actions(unsureButtons(view.id, unsure)),
  ]);
}

function unsureButtons(release: string, { intent, title }: UnsureView): Button[] {
  const settle = (outcome: OrderOf<'settle'>['outcome']): Order => ({ order: 'settle', release, intent, outcome });
  return [
    orderButton({ n: 0, label: 'It happened', order: settle('happened') }),
    orderButton({
      n: 1,
      label: 'It did not, do it',
      order: settle('did-not'),
      confirm: {
        title: 'Do it again?',
        text: `"${title}" will be done now. If it did happen, it happens twice.`,
        yes: 'Do it',
      },
    }),
    orderButton({
      n: 2,
      label: 'Go on without',
      order: settle('skip'),
      confirm: { title: 'Go on without it?', text: `"${title}" will not be done by Shipmate.`, yes: 'Go on' },
    }),
  ];
}

/** Only what does something now. */
function cardButtons(view: ReleaseView): Button[] {
  const release = view.id;
  const stopped = movingRuns(view).flatMap((run) =>
    run.steps.filter(({ status }) => status === 'stopped').map((step) => ({ run, step })),
  );
  const steps = stopped.slice(0, 5).flatMap(({ run, step }, n) => [
    button({
      press: 'release:retry',
      n,
      label: `Retry ${step.title}`,
      value: { release, step: step.id },
      style: 'primary',
    }),
    ...(skippersOf(view, run, step.id).length === 0
      ? []
      : [button({ press: 'release:skip', n, label: `Skip ${step.title}`, value: { release, step: step.id } })]),
  ]);
  const hold =
    view.hold === null
      ? button({ press: 'release:hold', label: 'Hold', value: { release } })
      : button({ press: 'release:resume', label: 'Resume', value: { release }, style: 'primary' });
  return [
    ...steps,
    hold,
    ...(canRollBack(view)
      ? [button({ press: 'release:rollback', label: 'Roll back …', value: { release }, style: 'danger' })]
      : []),
  ];
}

/** Whether a deploy has begun, in whatever round, that the playbook's rollback undoes, and none that moves does so already. */
export function canRollBack(view: ReleaseView): boolean {
  const undone = new Set(
    flatten(view.plan.rollback)
      .filter(isDeploy)
      .map(({ step }) => step.spec.value),
  );
  const begun = new Set(
    view.runs[0]?.steps.filter(({ status, round }) => status !== 'pending' || round > 1).map(({ id }) => id),
  );
  return (
    view.runs.every((run) => runKind(run) !== 'rollback' || run.status !== 'running' || run.steps.some(isStopped)) &&
    flatten(view.plan.phases).some(
      (flat) => isDeploy(flat) && begun.has(flat.step.id) && undone.has(flat.step.spec.value),
    )
  );
}

function isStopped({ status }: { readonly status: string }): boolean {
  return status === 'stopped';
}

function isDeploy({ step }: { readonly step: { readonly kind: string } }): boolean {
  return step.kind === 'deploy';
}
