import type { ReleaseStatus, ReleaseView, StepStatus } from '../../core/release/release.ts';

/** Icon and word, since nobody should have to tell states apart by colour alone. */
export const STEP_WORD: Readonly<Record<StepStatus, { readonly icon: string; readonly word: string }>> = {
  pending: { icon: ':white_circle:', word: 'not begun' },
  active: { icon: ':large_blue_circle:', word: 'under way' },
  waiting: { icon: ':hourglass_flowing_sand:', word: 'waiting' },
  stopped: { icon: ':x:', word: 'stopped' },
  done: { icon: ':white_check_mark:', word: 'done' },
  skipped: { icon: ':fast_forward:', word: 'skipped' },
};

export const RELEASE_WORD: Readonly<Record<ReleaseStatus, { readonly icon: string; readonly word: string }>> = {
  open: { icon: ':large_blue_circle:', word: 'under way' },
  finished: { icon: ':white_check_mark:', word: 'finished' },
  cancelled: { icon: ':no_entry_sign:', word: 'cancelled' },
  'rolled-back': { icon: ':rewind:', word: 'rolled back' },
};

/** One step to the right. Ordinary spaces at the start of a line are not kept everywhere that mrkdwn is shown. */
export const INDENT = '\u2003\u2003';

/** `KARS weekly 1.5.0`, plain text. */
export function releaseTitle(view: ReleaseView): string {
  return `${view.plan.playbook.title} ${view.version}`;
}

/** An instant that every reader sees in their own zone. UTC milliseconds; the fallback is UTC. */
export function date(at: number, format = '{date_short_pretty} {time}'): string {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1000)}^${format}|${fallback}>`;
}
