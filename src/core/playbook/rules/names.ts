import { listed, nearest } from '../../text.ts';
import type { Kit } from '../kit.ts';
import type { Line } from '../playbook.ts';
import { keysOf } from '../read/installed.ts';
import { notYet } from '../read/issues.ts';
import { LATER_TARGET_CHECKS } from '../read/later.ts';
import { isMapping } from '../read/place.ts';
import type { Reading, Reference, Refers } from '../read/reading.ts';
import { SHIPPED_MESSAGES } from '../shipped-messages.ts';

/** Every name that a file defines, also where the definition itself has a mistake: that is no second one. */
export type Names = Readonly<Record<Refers, ReadonlySet<string>>>;

export function namesOf(raw: unknown, reading: Reading): Names {
  const keys = (key: string): ReadonlySet<string> => new Set(isMapping(raw) ? keysOf(raw[key]) : []);
  const messages = [...keys('messages')].map((key) => key.split('/')[0] ?? key);
  const tags = [...keys('tags')];
  return {
    role: new Set([...keys('roles'), 'anyone']),
    target: keys('targets'),
    check: keys('checks'),
    message: new Set([...Object.keys(SHIPPED_MESSAGES), ...messages]),
    step: new Set([...reading.steps.keys(), ...reading.unreadable]),
    channel: keys('channels'),
    condition: new Set([...keys('conditions'), 'database-migrated']),
    type: keys('types'),
    guide: keys('guides'),
    branch: new Set([...keys('branches'), 'release', ...tags.map((key) => `tags/${key}`)]),
    tag: new Set(tags),
  };
}

/** Notes every name that stands for nothing. */
export function checkReferences(reading: Reading, names: Names): void {
  for (const reference of reading.references) {
    const problem = problemOf(reference, names, reading.kit);
    if (problem) reference.place.refuse(problem, ...reference.below);
  }
}

function problemOf({ to, name, run }: Reference, names: Names, kit: Kit): string | undefined {
  if (name === '') return undefined;
  if (to === 'check' && name.includes('/')) return builtInProblem(name, names, kit);
  if (to === 'condition' && name === 'database-migrated') {
    return run === 'rollback'
      ? undefined
      : '`database-migrated` is answered by who decides a rollback: it can stand under `rollback` only';
  }
  return names[to].has(name) ? undefined : unknownName(to, name, names);
}

function unknownName(to: Refers, name: string, names: Names): string {
  const other = (['role', 'check', 'step', 'message', 'target'] as const).find((kind) => names[kind].has(name));
  // Branches and tags have names of their own: `production` is often a target, too.
  if (other && to !== 'branch' && to !== 'tag') return `\`${name}\` is a ${other}, and here must be a ${to}`;
  const known = [...names[to]];
  const near = nearest(name, known);
  const hint = near
    ? `did you mean \`${near}\`?`
    : known.length > 0
      ? `there are ${listed(known.slice(0, 12))}`
      : `there is none`;
  return `there is no ${to} \`${name}\`: ${hint}`;
}

/** `<target>/<check>`: a check that comes with every target; or `<check>/<word>`: one that comes with the repository. */
function builtInProblem(name: string, names: Names, kit: Kit): string | undefined {
  const [target = '', check = ''] = name.split('/');
  if (kit.checks.get(target)?.comesWith === 'repository') return undefined;
  const installed = [...kit.checks.values()].filter(({ comesWith }) => comesWith === 'target').map((each) => each.name);
  if (!installed.includes(check)) {
    const instead = LATER_TARGET_CHECKS[check];
    if (instead !== undefined) return notYet(name, instead);
    const near = nearest(check, installed);
    return `no check \`${check}\` comes with a target: ${near ? `did you mean \`${target}/${near}\`?` : `there are ${listed(installed)}`}`;
  }
  return names.target.has(target) ? undefined : unknownName('target', target, names);
}

/** What a word behind a line stands for; a text says why it stands for nothing. */
export function answererOf(name: string, names: Names, kit: Kit): Line['by'][number] | string {
  if (name.includes('/')) return builtInProblem(name, names, kit) ?? { kind: 'check', name };
  const kind = (['role', 'check', 'step', 'message'] as const).find((each) => names[each].has(name));
  if (kind) return { kind, name };
  const known = [...names.role, ...names.check, ...names.message, ...names.step];
  const near = nearest(name, known);
  const roles = [...names.role].filter((role) => role !== 'anyone');
  return `\`${name}\` is no role, check, step or message: ${near ? `did you mean \`${near}\`?` : `the roles are ${listed(roles)}`}`;
}
