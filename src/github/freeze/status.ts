import type { Freeze, Guard, Proof } from '../../core/repository/guard.ts';
import { isFreezeContext } from '../../core/repository/guard.ts';
import type { Api } from '../api.ts';
import { type RequiredCheck, requiredChecks } from '../branch-rules.ts';

/**
 * For those who may not change rules: an administrator has made our context a required check once and for all, and what
 * is told to each pull request opens or closes it. Nothing is switched here; all three calls say what the rules are.
 */
export function createStatusMode(api: Api): Guard {
  const look = async (freeze: Freeze): Promise<Proof> => {
    const required = await Promise.all(freeze.branches.map((branch) => requiredChecks(api, branch)));
    const problems = freeze.branches.flatMap((branch, index) => problemOf(branch, freeze, required[index] ?? []));
    return { closed: problems.length === 0, bypass: [], warnings: problems.length > 0 ? problems : [WEAKNESS] };
  };
  return { close: look, open: async () => ({ closed: false, bypass: [], warnings: [] }), look };
}

const WEAKNESS =
  'a pull request passes until it is told of the freeze, if it was let through before; administrators may get past it';

function problemOf(branch: string, { context }: Freeze, required: readonly RequiredCheck[]): readonly string[] {
  if (required.some((check) => check.context === context)) return [];
  const other = required.find((check) => isFreezeContext(check.context))?.context;
  const seen = other === undefined ? 'requires no check of a freeze' : `requires \`${other}\``;
  return [
    `THE FREEZE IS ONLY ADVICE: \`${branch}\` ${seen}. Ask an administrator to make \`${context}\` a required check of it`,
  ];
}
