import { z } from 'zod';
import { slug } from '../core/playbook/slug.ts';
import { Name } from '../core/playbook/words.ts';
import type { Gate } from '../core/repository/gates.ts';
import { isFreezeContext } from '../core/repository/guard.ts';
import { listed } from '../core/text.ts';
import { short } from '../steps/_places.ts';
import { type CheckResult, defineCheck, failed, pass, unknown } from './_check.ts';
import { revisionOf } from './_revision.ts';

const EVIDENCE_LINES = 20;

/** Our own word about a freeze would else hold up the release that the freeze is for. */
const isOurs = ({ name }: Gate): boolean => isFreezeContext(name);

/**
 * `all` are those that the branch requires, or every one where it requires none. What still runs is not known yet: the
 * step that asks will ask again.
 */
export default defineCheck({
  name: 'ci',
  summary: 'The checks of the release’s commit pass at the repository: `ci/all`, or one by its name.',
  comesWith: 'repository',
  settings: z.strictObject({ value: Name.describe('`all`, or the name of a job in small letters and hyphens') }),
  measures: [],

  async ask({ value }, context): Promise<CheckResult> {
    const revision = await revisionOf(context);
    if (!revision) return unknown('the release has no branch yet, and what it is cut from is not there either');
    const { name, commit, isBranch } = revision;
    const all = await context.repository().gates.of(commit, isBranch ? name : undefined);
    const gates = all.filter((gate) => !isOurs(gate));
    const asked = value === 'all' ? demanded(gates) : gates.filter((gate) => isCalled(value, gate));
    const where = `${name} (${short(commit)})`;
    return asked.length === 0 ? nothing(value, gates, where) : verdict(asked, where);
  },
});

function demanded(gates: readonly Gate[]): readonly Gate[] {
  const required = gates.filter((gate) => gate.required);
  return required.length > 0 ? required : gates;
}

/** `ci/unit` is `unit`, `Unit` and `CI / unit`. */
function isCalled(word: string, { name }: Gate): boolean {
  return [name, name.split('/').at(-1) ?? ''].some((part) => slug(part) === word);
}

function nothing(value: string, gates: readonly Gate[], where: string): CheckResult {
  if (gates.length === 0) return unknown(`nothing has checked ${where} yet`);
  const names = gates.map(({ name }) => name);
  return unknown(
    `nothing called \`${value}\` has checked ${where}: there are ${listed(names.slice(0, EVIDENCE_LINES))}`,
  );
}

function verdict(gates: readonly Gate[], where: string): CheckResult {
  const inState = (state: Gate['state']): readonly Gate[] => gates.filter((gate) => gate.state === state);
  const [bad, running, missing] = [inState('fail'), inState('pending'), inState('missing')];
  const evidence = [...bad, ...running, ...missing, ...inState('pass')].map(describe).slice(0, EVIDENCE_LINES);
  if (bad.length > 0) return failed(`on ${where} ${listed(bad.map(withWord))}`, evidence);
  if (running.length > 0)
    return unknown(`still running on ${where}: ${listed(running.map(({ name }) => name))}`, evidence);
  if (missing.length > 0)
    return unknown(`nothing is known yet on ${where} of ${listed(missing.map(({ name }) => name))}`, evidence);
  return pass(
    `on ${where} ${gates.length === 1 ? `${gates[0]?.name} passes` : `${gates.length} checks pass`}`,
    evidence,
  );
}

const withWord = ({ name, word }: Gate): string => `${name} did not pass (${word})`;

const describe = ({ name, state, word, url }: Gate): string =>
  [`${state}: ${name}`, state === 'fail' ? `(${word})` : '', url ?? ''].filter(Boolean).join(' ');
