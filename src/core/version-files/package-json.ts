import { type Edited, type Raise, replaced } from './edited.ts';
import { jsonProblem, textAt } from './json-text.ts';

/** The `version` of a package. */
export function editPackageJson(text: string, { version }: Raise): Edited {
  const problem = jsonProblem(text);
  if (problem !== undefined) return { problem };
  const place = textAt(text, ['version']);
  if (!place) return { problem: 'it has no `version` that is a text' };
  return replaced(text, [place], version);
}
