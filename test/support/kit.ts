import { readFileSync } from 'node:fs';
import type { Kit } from '../../src/core/playbook/kit.ts';
import { type Parsed, parsePlaybook } from '../../src/core/playbook/parse.ts';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import { formatProblem } from '../../src/core/playbook/problem.ts';

/** The small playbook that tests change a line of. */
export const TINY = readFileSync(new URL('playbooks/tiny.yml', import.meta.url), 'utf8');

/** The text with one part of it replaced; throws when it isn't there, so that a test can't go stale in silence. */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the text has no "${from}"`);
  return text.replace(from, to);
}

/** Every mistake as `line key: message`. */
export function problemsIn(source: string, kit: Kit, file = 'tiny.yml'): readonly string[] {
  const parsed = parsePlaybook(source, file, kit);
  return 'problems' in parsed ? parsed.problems.map((problem) => formatProblem(problem).replace(/^[^:]+:/, '')) : [];
}

export function playbookOf(parsed: Parsed): Playbook {
  if ('playbook' in parsed) return parsed.playbook;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}
