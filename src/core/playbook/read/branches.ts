import { refNameProblem } from '../../repository/ref-name.ts';
import { listed } from '../../text.ts';
import { fillText, placeholdersOf } from '../fill.ts';
import { shown } from '../names.ts';
import type { Branch, Playbook } from '../playbook.ts';
import { BranchReference } from '../words.ts';
import { named } from './people.ts';
import type { Place } from './place.ts';
import type { Reading } from './reading.ts';

/** What may stand in `<…>` in the name of a branch, with something that it could be. */
const SAMPLE = { version: '1.0.0', incident: '1', name: 'x' };

export function readBranches(place: Place, reading: Reading): Playbook['branches'] {
  const branches = place.entries().map(([name, at]) => {
    const branch = readBranch(at, reading);
    if (branch.from === name) at.refuse(`\`${name}\` can't be cut from itself`);
    return [named(name, at), branch] as const;
  });
  return Object.fromEntries(branches);
}

/** `develop`, or `release/v<version> from work`. A branch that is made for each release has to say where from. */
export function readBranch(at: Place, reading: Reading): Branch {
  const [, pattern, from] = /^(\S+)(?: from (\S+))?$/.exec(typeof at.raw === 'string' ? at.raw : '') ?? [];
  if (pattern === undefined) {
    at.refuse(`${shown(at.raw)} is no branch: write one like \`develop\` or \`release/v<version> from work\``);
    return { pattern: '' };
  }
  const problem = patternProblem(pattern, from);
  if (problem !== undefined) at.refuse(problem);
  if (from === undefined) return { pattern };
  const reference = BranchReference.safeParse(from);
  if (!reference.success) at.refuse(reference.error.issues[0]?.message ?? '');
  else if (from === 'release')
    at.refuse('a branch that a release makes can not be cut from `release`, which is itself');
  else reading.references.push({ to: 'branch', name: from, place: at, below: [], run: 'main' });
  return { pattern, from };
}

function patternProblem(pattern: string, from: string | undefined): string | undefined {
  const words = placeholdersOf(pattern);
  const unknown = words.find((word) => !Object.hasOwn(SAMPLE, word));
  if (unknown !== undefined) {
    const known = Object.keys(SAMPLE).map((word) => `\`<${word}>\``);
    return `nothing fills \`<${unknown}>\` in the name of a branch: known are ${listed(known)}`;
  }
  if (words.length > 0 && from === undefined) {
    return `nothing says what \`${pattern}\` is cut from: write \`${pattern} from work\``;
  }
  return refNameProblem(fillText(pattern, SAMPLE));
}
