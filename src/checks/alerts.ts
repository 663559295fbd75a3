import { z } from 'zod';
import { oneOrMore } from '../core/playbook/words.ts';
import type { Alert } from '../core/repository/alerts.ts';
import { listed } from '../core/text.ts';
import { type CheckResult, defineCheck, pass } from './_check.ts';

const EVIDENCE_LINES = 20;

const Source = z.enum(['dependabot', 'code-scanning', 'secret-scanning']);

/** What nobody has rated, like a secret that leaked, is not taken for harmless. */
const isHigh = ({ severity }: Alert): boolean => !['low', 'medium'].includes(severity);

/** Alerts that can't be read are unknown: what throws here is never counted as none. */
export default defineCheck({
  name: 'alerts',
  summary: 'How many security alerts are open at the repository; they speak of its default branch.',
  comesWith: 'definition',
  settings: z.strictObject({ value: oneOrMore(Source).describe('who raises them') }),
  measures: ['high', 'total'],
  onlyMeasures: true,

  async ask({ value }, context): Promise<CheckResult> {
    const { alerts } = context.repository();
    const open: Alert[] = [];
    for (const source of value) open.push(...(await alerts.open(source)));
    const high = open.filter(isHigh);
    const lines = [...high, ...open.filter((alert) => !isHigh(alert))].map(
      ({ severity, title, url }) => `${severity}: ${title} ${url}`,
    );
    const note = `${listed(value)}: ${high.length} high or worse, ${open.length} in all`;
    return pass(note, lines.slice(0, EVIDENCE_LINES), { high: high.length, total: open.length });
  },
});
