import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../core/errors.ts';
import { parsePlaybook } from '../core/playbook/parse.ts';
import { formatProblem } from '../core/playbook/problem.ts';
import { simulate } from '../core/release/simulate.ts';
import { isDate, toInstant } from '../core/time/zone.ts';
import { defineCliCommand } from './_command.ts';
import { installedKit, readPlaybook } from './_playbook-files.ts';

const USAGE = 'FILE [--weeks N] [--from DATE]';

const FIX = { fix: `Usage: \`shipmate simulate ${USAGE}\`` };

export default defineCliCommand({
  name: 'simulate',
  summary: 'Shows the next weeks of a playbook as a calendar: what fires when, who acts, what would be in the way.',
  usage: USAGE,

  async run(args, io) {
    const { file, weeks, from } = readArguments(args);
    const { source } = await readPlaybook(file, io.cwd);
    const parsed = parsePlaybook(source, file, await installedKit());
    if ('problems' in parsed) {
      for (const problem of parsed.problems) io.err(formatProblem(problem));
      return 1;
    }
    const { playbook } = parsed;
    const now = from === undefined ? io.now() : toInstant(`${from}T00:00`, playbook.timezone).at;
    for (const line of simulate(playbook, { now, weeks })) io.out(line);
    return 0;
  },
});

function readArguments(args: readonly string[]): { file: string; weeks: number; from: string | undefined } {
  const { positionals, values } = parse(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UserError('bad_usage', 'Name one file.', FIX);
  const weeks = Number(values.weeks);
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > 104) {
    throw new UserError('bad_usage', `\`${values.weeks}\` is no number of weeks from 1 to 104.`, FIX);
  }
  if (values.from !== undefined && !isDate(values.from)) {
    throw new UserError('bad_usage', `\`${values.from}\` is no date like \`2026-03-05\`.`, FIX);
  }
  return { file, weeks, from: values.from };
}

function parse(args: readonly string[]) {
  try {
    const options = { weeks: { type: 'string', default: '4' }, from: { type: 'string' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UserError('bad_usage', messageOf(error), { ...FIX, cause: error });
  }
}
