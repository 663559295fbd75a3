import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import { Name } from '../core/playbook/words.ts';
import { handOf } from '../providers/_provider.ts';
import { type CheckContext, defineCheck, failed, pass, unknown } from './_check.ts';
import { plainVersion, runningVersion } from './_version.ts';

export default defineCheck({
  name: 'rollback',
  summary: 'There is a proven earlier version to go back to, and something that can deploy it.',
  comesWith: 'target',
  settings: z.strictObject({ value: Name.describe('the target') }),
  measures: [],
  target: ({ value }) => value,

  async ask({ value }, context) {
    const obstacle = whyNotDeployable(value, context);
    if (obstacle) return failed(obstacle);

    const proven = context.live(value).find(({ version }) => plainVersion(version) !== plainVersion(context.version));
    if (proven) return pass(`${value} can go back to \`${proven.version}\`, which was live there`);

    // Before the very first release nothing is proven yet; what runs now becomes so when the deploy begins.
    const running = await runningVersion(context.target(value), context, context.signal);
    if ('unknown' in running) {
      return unknown(`no earlier version was proven on ${value}, and nobody can tell what runs: ${running.unknown}`);
    }
    return running.version === plainVersion(context.version)
      ? failed(`${value} already runs \`${running.version}\`, and no earlier version was proven there`)
      : pass(`${value} can go back to \`${running.version}\`, which runs there now`);
  },
});

function whyNotDeployable(name: string, context: CheckContext): string | undefined {
  if (handOf(context.target(name)) !== undefined) return undefined;
  try {
    context.deployer(name);
    return undefined;
  } catch (error) {
    return `nothing can deploy to ${name}: ${messageOf(error)}`;
  }
}
