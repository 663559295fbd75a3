import type { Check, CheckContext, CheckResult } from '../checks/_check.ts';
import { messageOf } from '../core/errors.ts';
import { holds } from '../core/playbook/limit.ts';
import type { CheckDefinition, Playbook } from '../core/playbook/playbook.ts';

/** Never throws: what gives no answer is unknown, and unknown is never a pass. */
export async function askCheck(
  name: string,
  context: CheckContext,
  checks: ReadonlyMap<string, Check>,
): Promise<CheckResult> {
  const definition = definitionOf(name, context.playbook, checks);
  const check = definition && checks.get(definition.kind);
  if (!definition || !check) return noAnswer(`there is no check \`${name}\``);
  try {
    const result = await check.ask(definition.settings, context);
    return definition.expect && result.outcome === 'pass' ? expected(definition, result, context) : result;
  } catch (error) {
    return noAnswer(context.redact(messageOf(error)));
  }
}

function noAnswer(note: string): CheckResult {
  return { outcome: 'unknown', note, evidence: [], measures: {} };
}

function expected({ expect, settings }: CheckDefinition, result: CheckResult, context: CheckContext): CheckResult {
  if (!expect) return result;
  const target = typeof settings.value === 'string' ? settings.value : '';
  const { outcome, note } = holds(expect, result.measures, context.baseline(target));
  return { ...result, outcome, note };
}

/**
 * A definition of the playbook, or one of the checks that need none: `production/healthy` comes with the target,
 * `ci/lint` with the repository.
 */
function definitionOf(
  name: string,
  { checks, targets }: Playbook,
  installed: ReadonlyMap<string, Check>,
): CheckDefinition | undefined {
  const defined = checks[name];
  if (defined) return defined;
  const [about = '', word = ''] = name.split('/');
  const builtIn = { name, title: name, optional: false };
  if (installed.get(about)?.comesWith === 'repository') return { ...builtIn, kind: about, settings: { value: word } };
  return about in targets ? { ...builtIn, kind: word, settings: { value: about } } : undefined;
}
