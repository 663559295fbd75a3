import { z } from 'zod';
import { Text } from '../core/playbook/words.ts';
import type { Issues, Plan, Planned, PlannedIssue } from '../core/repository/issues.ts';
import { cut, listed } from '../core/text.ts';
import { type CheckResult, defineCheck, failed, pass, unknown } from './_check.ts';

const EVIDENCE_LINES = 20;
const TITLE = 100;

const Settings = z
  .strictObject({
    value: z.enum(['milestone', 'label']).describe('what says that something belongs to the release'),
    name: Text.optional().describe('which one; a milestone is called after the version when nothing is said'),
  })
  .refine(({ value, name }) => value === 'milestone' || name !== undefined, {
    message: 'nothing says which label: add its `name`',
  })
  // GitHub would take it for two labels.
  .refine(({ name }) => !name?.includes(','), { message: 'a name with a comma can not be asked for', path: ['name'] });

export default defineCheck({
  name: 'merged',
  summary: 'No issue and no pull request of a milestone or a label is left open.',
  comesWith: 'definition',
  settings: Settings,
  measures: ['open'],

  async ask({ value, name }, context): Promise<CheckResult> {
    const names = name === undefined ? [`v${context.version}`, context.version] : [context.fill(name)];
    const found = await firstOf(
      names.map((each): Plan => ({ by: value, name: each })),
      context.repository().issues,
    );
    return found ? verdict(found) : unknown(`there is no ${value} \`${listed(names, 'or')}\``);
  },
});

interface Found extends Planned {
  readonly what: string;
}

async function firstOf(plans: readonly Plan[], issues: Issues): Promise<Found | undefined> {
  for (const plan of plans) {
    const planned = await issues.planned(plan);
    if (planned) return { ...planned, what: `the ${plan.by} \`${plan.name}\`` };
  }
  return undefined;
}

function verdict({ what, open, closed }: Found): CheckResult {
  if (open.length === 0 && closed === 0) return unknown(`nothing was ever planned for ${what}`);
  const measures = { open: open.length };
  if (open.length === 0) return pass(`nothing of ${what} is left open`, [], measures);
  const left = open.length === 1 ? 'one is' : `${open.length} are`;
  return failed(`of ${what} ${left} still open`, open.slice(0, EVIDENCE_LINES).map(describe), measures);
}

const describe = ({ number, title, isPullRequest }: PlannedIssue): string =>
  `#${number} ${cut(title, TITLE)}${isPullRequest ? ' (pull request)' : ''}`;
