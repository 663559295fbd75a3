import { z } from 'zod';
import { Name } from '../core/playbook/words.ts';
import { defineCheck, failed, pass, unknown } from './_check.ts';
import { plainVersion, runningVersion } from './_version.ts';

export default defineCheck({
  name: 'version',
  summary: "The target runs this release's version.",
  comesWith: 'target',
  settings: z.strictObject({ value: Name.describe('the target') }),
  measures: [],
  target: ({ value }) => value,

  async ask({ value }, context) {
    const running = await runningVersion(context.target(value), context, context.signal);
    if ('unknown' in running) return unknown(`nobody can tell what ${value} runs: ${running.unknown}`);
    return running.version === plainVersion(context.version)
      ? pass(`${value} runs \`${running.version}\``)
      : failed(`${value} runs \`${running.version}\`, not \`${plainVersion(context.version)}\``);
  },
});
