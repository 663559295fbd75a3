import { z } from 'zod';
import { calendarProblem } from '../time/calendar.ts';
import { parseDuration } from '../time/duration.ts';
import { atProblem, dueProblem } from '../time/moment.ts';
import { spanProblem } from '../time/span.ts';
import { zoneProblem } from '../time/zone.ts';
import { commandProblem } from './argv.ts';
import { readLimit } from './limit.ts';
import { checked, Name, nameProblem, oneOrMore, shown, text } from './names.ts';
import type { Budget as PlaybookBudget } from './playbook.ts';

export { Lines } from './lines.ts';
export { Answerer, Name, oneOrMore, Text } from './names.ts';

/** One role or a list of them. */
export const Roles = oneOrMore(Name);

/** `1h30m`, as milliseconds. */
export const Duration = text('a duration').transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: 'custom', message: `${shown(value)} is no duration: write one like \`15m\` or \`1h30m\`` });
  return z.NEVER;
});

/** `2h` or `2h-4h`; plans use the upper end. */
export const Budget = text('a budget').transform((value, context): PlaybookBudget => {
  const [low = '', high] = value.split('-');
  const minMs = parseDuration(low);
  const maxMs = parseDuration(high ?? low);
  if (minMs === undefined || maxMs === undefined || minMs > maxMs || maxMs === 0) {
    context.addIssue({ code: 'custom', message: `${shown(value)} is no budget: write one like \`1h\` or \`2h-4h\`` });
    return z.NEVER;
  }
  return high === undefined ? { maxMs, text: value } : { minMs, maxMs, text: value };
});

/** `Fri 14:00`, `week 2 Mon 09:00`; made an instant by `resolveAt`. */
export const AtTime = checked('a time', atProblem);

/** `15m`, `1d 10:00`, `Fri 15:00`; made an instant by `resolveDue`. */
export const DueTime = checked('a deadline', dueProblem);

/** `Thu 17:00`, `every 2 weeks Mon 09:00 from 2026-01-05`, `monthly 1 09:00`, `quarterly 1 09:00`, five cron fields. */
export const CalendarText = checked('a calendar', calendarProblem);

/** `Fri 13:00-17:00`, `Sat-Sun`, `2026-12-20..2027-01-03`. */
export const SpanText = checked('a span', spanProblem);

export const Zone = checked('a time zone', zoneProblem);

/** `p95 < 800ms`, parsed. */
export const LimitText = text('a limit').transform((value, context) => {
  const limit = readLimit(value);
  if (typeof limit !== 'string') return limit;
  context.addIssue({ code: 'custom', message: limit });
  return z.NEVER;
});

/** A program and its arguments, run without a shell; stays text, `splitCommand` cuts it. */
export const Command = checked('a command', commandProblem);

/** `$WORD`, a secret from the environment. */
export const Secret = checked('a secret', (value) =>
  /^\$[A-Z][A-Z0-9_]*$/.test(value)
    ? undefined
    : 'this is no secret: write the name of a variable of the environment, like `$KARS_TOKEN`, never the secret itself',
);

/** A key of `branches`, `release` for the branch of the release itself, or `tags/<key>` for the newest tag of that format. */
export const BranchReference = checked('a branch', (value) => nameProblem(value.replace(/^tags\//, '')));

/** `release into production`: two references to branches. */
export const BranchInto = text('two branches').transform((value, context): BranchPair => {
  const [, from, into] = /^(\S+) into (\S+)$/.exec(value.trim()) ?? [];
  if (from !== undefined && into !== undefined && !nameProblem(from) && !nameProblem(into)) return { from, into };
  const message = `${shown(value)} is no pair of branches: write one like \`release into production\``;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export interface BranchPair {
  readonly from: string;
  readonly into: string;
}
