import type { Kit } from './kit.ts';
import { parsePlaybook } from './parse.ts';
import { formatProblem } from './problem.ts';

export interface Report {
  /** Plain text, one line each. */
  readonly lines: readonly string[];
  /** The exit code of a program that prints them. */
  readonly code: 0 | 1;
}

/** What `shipmate check` says about these files: every mistake of each, or that it is right. */
export function checkPlaybooks(files: readonly { readonly file: string; readonly source: string }[], kit: Kit): Report {
  const reports = files.map(({ file, source }): Report => {
    const parsed = parsePlaybook(source, file, kit);
    if ('problems' in parsed) return { lines: parsed.problems.map(formatProblem), code: 1 };
    const { title, types, phases, rollback } = parsed.playbook;
    const parts = [
      `types ${Object.keys(types).join(', ')}`,
      `${phases.length} phases`,
      rollback ? 'a rollback' : 'no rollback',
    ];
    return { lines: [`${file}: ${title} is right: ${parts.join('; ')}`], code: 0 };
  });
  return { lines: reports.flatMap(({ lines }) => lines), code: reports.some(({ code }) => code === 1) ? 1 : 0 };
}
