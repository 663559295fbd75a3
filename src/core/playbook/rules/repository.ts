import { isLasting, releaseBranch } from '../places.ts';
import type { Playbook, Step } from '../playbook.ts';
import { BranchInto } from '../words.ts';

export interface Problem {
  readonly message: string;
  /** Below the step. */
  readonly below: readonly (string | number)[];
}

interface Around {
  readonly playbook: Playbook;
  /** The name of the type. */
  readonly name: string;
}

type Rule = (spec: Step['spec'], around: Around) => string | undefined;

/** What a step asks of the repository has to be there: by kind, for each type, whether the kind is installed or not. */
const RULES: Readonly<Record<string, Rule>> = {
  bump: (_spec, { playbook }) =>
    playbook.version.files.length === 0
      ? 'nothing says which files carry the version: add `version: { files: [package.json] }`'
      : undefined,
  branch: ({ value }, around) => branchProblem(value, around),
  'delete-branch': ({ value }, around) => deleteProblem(value, around),
  merge: ({ value }, around) => pairProblem(value, around),
  'pull-request': ({ value }, around) => pairProblem(value, around),
};

/** What is wrong with a step for one type. */
export function repositoryProblems({ kind, spec }: Step, around: Around): readonly Problem[] {
  const message = Object.hasOwn(RULES, kind) ? RULES[kind]?.(spec, around) : undefined;
  return message === undefined ? [] : [{ message, below: [kind] }];
}

/** The branch as it is written, before anything is filled in; undefined for a name that stands for none. */
function patternOf(reference: string, { playbook, name }: Around): string | undefined {
  if (reference === 'release') return releaseBranch({ playbook, type: name, words: {} }).pattern;
  return playbook.branches[reference]?.pattern;
}

function branchProblem(reference: unknown, around: Around): string | undefined {
  const pattern = patternOf(String(reference), around);
  return pattern === undefined || !isLasting(pattern)
    ? undefined
    : `${standing(reference, pattern, around)}: nothing is to be cut`;
}

function deleteProblem(reference: unknown, around: Around): string | undefined {
  const pattern = patternOf(String(reference), around);
  return pattern === undefined || !isLasting(pattern)
    ? undefined
    : `${standing(reference, pattern, around)}, and is never deleted`;
}

const standing = (reference: unknown, pattern: string, { name }: Around): string =>
  `\`${String(reference)}\` is the branch \`${pattern}\` for the type \`${name}\`, which stays from release to release`;

/** The value as it is written, or as the kind made two branches of it. */
function pairProblem(value: unknown, around: Around): string | undefined {
  const written = typeof value === 'object' && value !== null ? value : BranchInto.safeParse(value).data;
  if (!written || !('from' in written) || !('into' in written)) return undefined;
  const [from, into] = [String(written.from), String(written.into)];
  const pattern = patternOf(from, around);
  return pattern !== undefined && pattern === patternOf(into, around)
    ? `\`${from}\` and \`${into}\` are the same branch \`${pattern}\` for the type \`${around.name}\`: nothing is to be merged`
    : undefined;
}
