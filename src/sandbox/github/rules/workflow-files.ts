import type { Caller } from '../access.ts';

/** GitHub's words for a change of a workflow by somebody without the right to it; undefined when there is nothing to say. */
export function workflowProblem(paths: Iterable<string>, by: Caller): string | undefined {
  const touched = [...paths].find((path) => path.startsWith('.github/workflows/'));
  if (touched === undefined || by.can('workflows', 'write')) return undefined;
  const who = by.kind === 'user' ? 'a Personal Access Token' : 'a GitHub App';
  return `refusing to allow ${who} to create or update workflow \`${touched}\` without \`workflows\` permission`;
}
