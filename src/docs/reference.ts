import { OWN_PLACEHOLDERS, PLACEHOLDERS } from '../core/playbook/fill.ts';
import { RELEASE_MEASURES, WATCHED } from '../core/playbook/measures.ts';
import * as later from '../core/playbook/read/later.ts';
import { SHIPPED_MESSAGES } from '../core/playbook/shipped-messages.ts';
import type { Definitions } from '../engine/load.ts';
import type { StepKind } from '../steps/_step.ts';
import { settingsTable } from './settings.ts';
import { code, table } from './table.ts';

/** The generated parts of docs/playbooks.md, by the name of their marker. */
export function referenceSections(installed: Definitions): Readonly<Record<string, string>> {
  const { steps, checks, providers } = installed;
  const all = [...checks.values()];
  const defined = all.filter(({ comesWith }) => comesWith === 'definition');
  const withRepository = all.filter(({ comesWith }) => comesWith === 'repository');
  const withTarget = all.filter(({ comesWith }) => comesWith === 'target');
  return {
    steps: [...steps.values()]
      .filter(({ byOrder }) => !byOrder)
      .map((kind) => chapter(kind, `${settingsTable(kind.name, kind.spec)}\n\n${habits(kind)}`))
      .join('\n\n'),
    checks: defined
      .map((check) => chapter(check, `${settingsTable(check.name, check.settings)}\n\n${measured(check.measures)}`))
      .join('\n\n'),
    'target-checks': table(
      ['check', 'passes when'],
      withTarget.map(({ name, summary }) => [code(`<target>/${name}`), summary]),
    ),
    'repository-checks': table(
      ['check', 'passes when'],
      withRepository.map(({ name, summary }) => [code(`${name}/<word>`), summary]),
    ),
    providers: [...providers.values()]
      .map((provider) => chapter(provider, settingsTable(provider.name, provider.settings)))
      .join('\n\n'),
    messages: table(
      ['message', 'shipped wording'],
      Object.entries(SHIPPED_MESSAGES).map(([name, text]) => [code(name), text.split('\n').map(code).join('\n')]),
    ),
    placeholders: meanings('word', PLACEHOLDERS, (word) => `<${word}>`),
    'own-placeholders': table(
      ['word', 'known in', 'stands for'],
      Object.entries(OWN_PLACEHOLDERS).flatMap(([owner, words]) =>
        Object.entries(words).map(([word, meaning]) => [code(`<${word}>`), code(owner), meaning]),
      ),
    ),
    watched: meanings('measure', WATCHED),
    'release-measures': meanings('measure', RELEASE_MEASURES),
    later: laterTable(installed),
  };
}

const chapter = ({ name, summary }: { readonly name: string; readonly summary: string }, body: string): string =>
  `### ${code(name)}\n\n${summary}\n\n${body}`;

function habits({
  once,
  neverSkipped = false,
  whenLate = 'run',
}: Pick<StepKind, 'once' | 'neverSkipped' | 'whenLate'>) {
  return [
    once ? 'Happens once: a new round leaves it done.' : 'Happens again in each round.',
    neverSkipped ? 'Never skipped, unless `skip` of the step names who may.' : 'May be skipped by `permissions.skip`.',
    whenLate === 'ask' ? 'Asks when its time has passed.' : '',
  ]
    .filter(Boolean)
    .join(' ');
}

const measured = (measures: readonly string[]): string =>
  measures.length === 0 ? 'Measures nothing.' : `For \`expect\` it measures ${measures.map(code).join(', ')}.`;

const meanings = (
  what: string,
  words: Readonly<Record<string, string>>,
  written: (word: string) => string = (word) => word,
): string =>
  table(
    [what, 'stands for'],
    Object.entries(words).map(([word, meaning]) => [code(written(word)), meaning]),
  );

/** What the language has and nothing executes yet, so that nobody has to find out by trying. */
function laterTable({ steps, checks, providers }: Definitions): string {
  const places: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['the file', later.LATER_IN_FILE],
    ['a type', later.LATER_IN_TYPE],
    ['steps', without(later.LATER_STEPS, steps)],
    ['every step', later.LATER_IN_STEP],
    ...Object.entries(later.LATER_SETTINGS).map(([kind, words]) => [code(kind), words] as const),
    ['checks', without({ ...later.LATER_CHECKS, ...later.LATER_TARGET_CHECKS }, checks)],
    ...Object.entries(later.LATER_CHECK_SETTINGS).map(([kind, words]) => [`check ${code(kind)}`, words] as const),
    ['providers', without(later.LATER_PROVIDERS, providers)],
    ['a target', later.LATER_IN_TARGET],
    ['channels', later.LATER_CHANNELS],
    ['conditions', later.LATER_CONDITIONS],
    ['follow-ups', later.LATER_IN_FOLLOW_UP],
    ['metrics', later.LATER_IN_METRIC],
  ];
  return table(
    ['where', 'word', 'until then'],
    places.flatMap(([place, words]) => byAdvice(words).map(([advice, names]) => [place, names, advice])),
  );
}

/** What is installed always wins. */
function without(words: Readonly<Record<string, string>>, installed: ReadonlyMap<string, unknown>) {
  return Object.fromEntries(Object.entries(words).filter(([word]) => !installed.has(word)));
}

/** Words with the same advice share a line. */
function byAdvice(words: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const groups = Map.groupBy(Object.entries(words), ([, advice]) => advice);
  return [...groups].map(([advice, entries]) => [advice, entries.map(([word]) => code(word)).join(', ')]);
}
