import { ownPlaceholders } from '../fill.ts';
import { areLines } from '../for-type.ts';
import type { StepKindLike } from '../kit.ts';
import { shown } from '../names.ts';
import type { Line, Step } from '../playbook.ts';
import { keysOf, parseSettings, type Settings, settingsOf } from './installed.ts';
import { LATER_IN_STEP, LATER_SETTINGS } from './later.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, type Reading } from './reading.ts';

/** Keys that every step may have, whatever its kind. */
export const STEP_KEYS = [
  'id',
  'title',
  'owner',
  'at',
  'due',
  'remind',
  'only',
  'except',
  'when',
  'per-type',
  'on-fail',
  'retry-from',
  'when-late',
  'skip',
  'once',
  'guide',
];

/** What the kind's own schema makes of the settings; the names in them are remembered. Undefined when they are wrong. */
export function readSpec(at: Place, kind: StepKindLike, settings: Settings, reading: Reading): Settings | undefined {
  const later = { ...LATER_IN_STEP, ...LATER_SETTINGS[kind.name] };
  const spec = parseSettings(at, settings, { name: kind.name, schema: kind.spec, beside: STEP_KEYS, later });
  if (!spec) return undefined;
  for (const { to, name, path } of kind.uses?.(spec) ?? []) {
    const below = path[0] === 'value' ? [kind.name, ...path.slice(1)] : path;
    reading.references.push({ to, name, place: at, below, run: reading.run });
  }
  if (areLines(spec.lines)) referToLines(at, spec.lines, reading);
  return spec;
}

/** What answers a line is looked up later; the rest of its settings are names like any other. */
function referToLines(at: Place, lines: readonly Line[], { references, run }: Reading): void {
  for (const [index, { text, only, except, when }] of lines.entries()) {
    const here = { place: at, run };
    for (const name of only) references.push({ to: 'type', name, ...here, below: ['lines', index, text, 'only'] });
    for (const name of except) references.push({ to: 'type', name, ...here, below: ['lines', index, text, 'except'] });
    if (when !== undefined)
      references.push({ to: 'condition', name: when, ...here, below: ['lines', index, text, 'when'] });
  }
}

/** For each type that differs: the settings with its replacements, parsed on their own. */
export function readPerType(
  at: Place,
  { kind, settings, titled }: { kind: StepKindLike; settings: Settings; titled: boolean },
  reading: Reading,
): Pick<Step, 'perType' | 'titles'> {
  if (!at.has('per-type')) return { perType: {} };
  const perType: Record<string, Settings> = {};
  const titles: Record<string, string> = {};
  for (const [type, replaced] of at.child('per-type').entries()) {
    reading.references.push({ to: 'type', name: type, place: replaced, below: [], run: reading.run });
    if (!isMapping(replaced.raw))
      replaced.refuse(`${shown(replaced.raw)} is no map: write what is different for \`${type}\``);
    for (const key of keysOf(replaced.raw).filter((name) => STEP_KEYS.includes(name))) {
      replaced.refuse(`\`${key}\` is the same for all types: write two steps, with \`only\` and \`except\``, key);
    }
    const { value, ...own } = settingsOf(replaced.raw, kind.name, STEP_KEYS);
    const merged = { ...settings, ...own, ...(value !== undefined && { value }) };
    const spec = readSpec(replaced, kind, merged, reading);
    addTemplates(reading, replaced, own, ownPlaceholders(kind.name));
    if (!spec) continue;
    perType[type] = spec;
    if (!titled) titles[type] = kind.title(spec);
  }
  return { perType, ...(!titled && { titles }) };
}
