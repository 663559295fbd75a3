import { z } from 'zod';
import { holds } from '../core/playbook/limit.ts';
import { Name } from '../core/playbook/words.ts';
import { type CheckContext, type CheckResult, defineCheck, failed, pass, unknown } from './_check.ts';
import { measureShots, shotOf } from './_measure.ts';
import { probeHealth } from './_probe.ts';

/** Requests to every health path: enough that one slow answer does not decide. */
const SAMPLES = 5;

export default defineCheck({
  name: 'limits',
  summary: 'The target keeps its limits at this moment.',
  comesWith: 'target',
  settings: z.strictObject({ value: Name.describe('the target') }),
  measures: ['error-rate', 'latency', 'reports'],
  target: ({ value }) => value,

  async ask({ value }, context) {
    const { limits } = context.target(value);
    if (limits.length === 0) return unknown(`\`${value}\` has no \`limits\` to hold: add them to the target`);

    const measures = { ...(await measureNow(value, context)), reports: context.reports };
    const baseline = context.baseline(value);
    const verdicts: Pick<CheckResult, 'outcome' | 'note'>[] = [];
    for (const limit of limits) {
      verdicts.push('check' in limit ? await context.check(limit.check) : holds(limit, measures, baseline));
    }
    const evidence = verdicts.map(({ outcome, note }) => `${outcome}: ${note}`);
    const broken = verdicts.find(({ outcome }) => outcome === 'fail');
    if (broken) return failed(broken.note, evidence, measures);
    const untold = verdicts.find(({ outcome }) => outcome === 'unknown');
    if (untold) return unknown(untold.note, evidence);
    return pass(`${value} keeps its ${limits.length === 1 ? 'limit' : `${limits.length} limits`}`, evidence, measures);
  },
});

async function measureNow(name: string, context: CheckContext): Promise<Readonly<Record<string, number>>> {
  const target = context.target(name);
  const shots = [];
  for (let count = 0; count < SAMPLES; count++) {
    const seen = await probeHealth(target, context, context.signal);
    shots.push(...seen.flatMap(({ probe }) => shotOf(probe) ?? []));
  }
  return measureShots(shots);
}
