import { z } from 'zod';
import { checked } from '../core/playbook/names.ts';
import type { WorkflowRun } from '../core/repository/workflows.ts';
import { short } from '../steps/_places.ts';
import { type CheckResult, defineCheck, failed, pass, unknown } from './_check.ts';
import { revisionOf } from './_revision.ts';

const File = checked('a workflow', (value) =>
  /^[\w.-]+\.ya?ml$/.test(value)
    ? undefined
    : `\`${value}\` is no workflow: write the name of its file in .github/workflows, like \`smoke-tests.yml\``,
);

/** It starts nothing: a check may be asked again at any time. */
export default defineCheck({
  name: 'workflow',
  summary: 'The newest run of a workflow on the release’s commit has succeeded; it starts none.',
  comesWith: 'definition',
  settings: z.strictObject({ value: File.describe('the name of its file; a step `workflow` starts one') }),
  measures: [],

  async ask({ value }, context): Promise<CheckResult> {
    const revision = await revisionOf(context);
    if (!revision) return unknown('the release has no branch yet, and what it is cut from is not there either');
    const run = await context.repository().workflows.newestOf(value, revision.commit);
    const where = `${revision.name} (${short(revision.commit)})`;
    return run ? verdict(run, `\`${value}\` on ${where}`) : unknown(`\`${value}\` has not run on ${where}`);
  },
});

function verdict({ state, word, url }: WorkflowRun, what: string): CheckResult {
  switch (state) {
    case 'success':
      return pass(`${what} has succeeded`, [url]);
    case 'failure':
      return failed(`${what} did not succeed (${word})`, [url]);
    case 'waiting':
      return unknown(`${what} waits for an environment to be approved`, [url]);
    default:
      return unknown(`${what} is still running (${word})`, [url]);
  }
}
