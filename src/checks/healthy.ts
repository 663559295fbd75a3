import { z } from 'zod';
import { Name } from '../core/playbook/words.ts';
import { defineCheck, failed, pass, unknown } from './_check.ts';
import { describeProbe, probeHealth } from './_probe.ts';

export default defineCheck({
  name: 'healthy',
  summary: 'Every health path of the target answers with success.',
  comesWith: 'target',
  settings: z.strictObject({ value: Name.describe('the target') }),
  measures: [],
  target: ({ value }) => value,

  async ask({ value }, context) {
    const target = context.target(value);
    if (target.health.length === 0) return unknown(`\`${value}\` has no health path to ask: add \`health\` to it`);

    const seen = await probeHealth(target, context, context.signal);
    const evidence = seen.map(describeProbe);
    const sick = seen.filter(({ probe }) => (probe.answered ? !probe.ok : probe.down));
    if (sick[0]) return failed(`${value} is not healthy: ${describeProbe(sick[0])}`, evidence);
    const untold = seen.find(({ probe }) => !probe.answered);
    return untold
      ? unknown(`nobody can tell whether ${value} is healthy: ${describeProbe(untold)}`, evidence)
      : pass(`${value} is healthy`, evidence);
  },
});
