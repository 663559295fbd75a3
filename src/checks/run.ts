import { z } from 'zod';
import { Command, Duration } from '../core/playbook/words.ts';
import { formatDuration } from '../core/time/duration.ts';
import { type CheckResult, defineCheck, failed, pass, unknown } from './_check.ts';

const EVIDENCE_LINES = 20;

export default defineCheck({
  name: 'run',
  summary: 'A program of the checkout ends with exit code 0.',
  comesWith: 'definition',
  settings: z.strictObject({
    value: Command.describe('a program and its arguments, split at spaces; there is no shell'),
    env: z
      .record(z.string(), z.string())
      .default({})
      .describe('variables for the program; the only place for a `$SECRET`'),
    folder: z.string().optional().describe('where it runs, inside the checkout'),
    timeout: Duration.default(600_000).describe('after this it is ended'),
  }),
  measures: [],

  async ask({ value, env, folder, timeout }, context): Promise<CheckResult> {
    const state = await context.commands.run(context.key, {
      argv: context.argv(value),
      env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, context.fill(text)])),
      timeoutMs: timeout,
      ...(folder !== undefined && { folder }),
    });
    if (state.state === 'lost')
      return unknown(`\`${value}\` was killed and left no exit code`, tail(state.output, context));
    if (state.state !== 'ended') return unknown(`nobody knows what became of \`${value}\``);
    const evidence = tail(state.output, context);
    return state.exitCode === 0
      ? pass(`\`${value}\` ended well in ${formatDuration(state.ms)}`, evidence)
      : failed(`\`${value}\` ended with exit code ${state.exitCode}`, evidence);
  },
});

function tail(output: string, { redact }: { redact(text: string): string }): readonly string[] {
  return redact(output)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-EVIDENCE_LINES);
}
