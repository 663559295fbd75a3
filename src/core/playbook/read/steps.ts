import { z } from 'zod';
import { areLines } from '../for-type.ts';
import type { StepKindLike } from '../kit.ts';
import { shown } from '../names.ts';
import type { Line, Reminder, Step } from '../playbook.ts';
import { slug, uniqueName } from '../slug.ts';
import { AtTime, DueTime, Name, oneOrMore, Roles, Text } from '../words.ts';
import { explainFirst, keysOf, parseSettings, type Settings, settingsOf } from './installed.ts';
import { explainChoice } from './issues.ts';
import { LATER_SETTINGS, LATER_STEPS } from './later.ts';
import { readReminders } from './people.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';

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
  'standby',
];

/** What a step takes from around it where it says nothing itself. */
export interface Around {
  readonly owner: string;
  readonly remind: readonly Reminder[];
  readonly skip: readonly string[];
  readonly channels: readonly string[];
  readonly inParallel: boolean;
}

const Names = oneOrMore(Name);
/** An empty list: nobody. */
const Skippers = z.union([z.array(Name).max(0).readonly(), Roles]);
const YesNo = z.boolean({ error: ({ input }) => explainChoice(input, ['true', 'false']) });
const WhenLate = z.enum(['run', 'skip', 'ask']);
const OnFail = z.enum(['pause', 'rollback', 'continue']);

export function readSteps(place: Place, around: Around, reading: Reading): readonly Step[] {
  const items = place.items();
  if (Array.isArray(place.raw) && items.length === 0) place.refuse('the list is empty');
  return items.flatMap((at) => readStep(at, around, reading) ?? []);
}

function readStep(at: Place, around: Around, reading: Reading): Step | undefined {
  const [first = ''] = keysOf(at.raw);
  const kind = reading.kit.steps.get(first);
  if (!kind || (around.inParallel && first === 'parallel')) {
    refuseStep(at, reading, kind !== undefined);
    return undefined;
  }
  const children =
    first === 'parallel' ? readSteps(at.child('parallel'), { ...around, inParallel: true }, reading) : [];
  const raw = settingsOf(at.raw, first, STEP_KEYS);
  const settings = children.length > 0 || first === 'parallel' ? { ...raw, value: children.map(({ id }) => id) } : raw;
  const spec = readSpec(at, kind, settings, reading);
  const given = at.maybe('title', Text);
  const id = readId(at, { kind: first, value: raw.value, title: given }, reading);
  if (first !== 'parallel') addTemplates(reading, at, { ...raw, [first]: raw.value, value: undefined, title: given });
  return {
    id,
    kind: first,
    title: given ?? (spec ? kind.title(spec) : first),
    spec: spec ?? {},
    ...readCommon(at, around, reading),
    ...readPerType(at, { kind, settings, titled: given !== undefined }, reading),
    ...readPolicy(at, kind, around, reading),
    steps: children,
  };
}

function refuseStep(at: Place, reading: Reading, nested: boolean): void {
  if (isMapping(at.raw) && typeof at.raw.id === 'string') reading.unreadable.add(at.raw.id);
  if (nested) at.refuse('`parallel` can not stand inside `parallel`: put its steps into the outer one');
  else explainFirst(at, 'step', { installed: [...reading.kit.steps.keys()], later: LATER_STEPS });
}

function readSpec(at: Place, kind: StepKindLike, settings: Settings, reading: Reading): Settings | undefined {
  const later = LATER_SETTINGS[kind.name] ?? {};
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

/** The given id, or one made from the kind and what it is about. Ids of both runs are one set. */
function readId(
  at: Place,
  made: { kind: string; value: unknown; title: string | undefined },
  reading: Reading,
): string {
  const given = at.maybe('id', Name);
  const about = made.title ?? [made.value].flat().find((value) => typeof value === 'string') ?? '';
  const id = given ?? uniqueName(slug(`${made.kind} ${about}`), (name) => reading.taken.has(name));
  if (given !== undefined && reading.steps.has(given)) at.refuse(`the id ${shown(given)} is given twice`, 'id');
  reading.taken.add(id);
  reading.steps.set(id, at);
  return id;
}

type Common = Pick<Step, 'owner' | 'at' | 'due' | 'remind' | 'only' | 'except' | 'when' | 'guide' | 'standby'>;

function readCommon(at: Place, around: Around, reading: Reading): Common {
  const owner = at.maybe('owner', Name);
  const when = at.maybe('when', Name);
  const guide = at.maybe('guide', Text);
  const begin = at.maybe('at', AtTime);
  const due = at.maybe('due', DueTime);
  const standby = at.maybe('standby', Roles) ?? [];
  const [only, except] = [at.maybe('only', Names) ?? [], at.maybe('except', Names) ?? []];
  refer(reading, 'role', { place: at, key: 'owner', names: owner });
  refer(reading, 'role', { place: at, key: 'standby', names: standby });
  refer(reading, 'condition', { place: at, key: 'when', names: when });
  refer(reading, 'guide', { place: at, key: 'guide', names: guide });
  refer(reading, 'type', { place: at, key: 'only', names: only });
  refer(reading, 'type', { place: at, key: 'except', names: except });
  return {
    owner: owner ?? around.owner,
    remind: readReminders(at, around.channels, reading) ?? around.remind,
    only,
    except,
    standby,
    ...(begin !== undefined && { at: begin }),
    ...(due !== undefined && { due }),
    ...(when !== undefined && { when }),
    ...(guide !== undefined && { guide }),
  };
}

type Policy = Pick<Step, 'onFail' | 'retryFrom' | 'once' | 'whenLate' | 'skip'>;

function readPolicy(at: Place, kind: StepKindLike, around: Around, reading: Reading): Policy {
  const retryFrom = at.maybe('retry-from', Name);
  const skip = at.maybe('skip', Skippers);
  refer(reading, 'step', { place: at, key: 'retry-from', names: retryFrom });
  refer(reading, 'role', { place: at, key: 'skip', names: skip });
  return {
    onFail: at.maybe('on-fail', OnFail) ?? 'pause',
    once: at.maybe('once', YesNo) ?? kind.once,
    whenLate: at.maybe('when-late', WhenLate) ?? kind.whenLate ?? 'run',
    skip: skip ?? (kind.neverSkipped ? [] : around.skip),
    ...(retryFrom !== undefined && { retryFrom }),
  };
}

/** For each type that differs: the settings with its replacements, parsed on their own. */
function readPerType(
  at: Place,
  { kind, settings, titled }: { kind: StepKindLike; settings: Settings; titled: boolean },
  reading: Reading,
): Pick<Step, 'perType' | 'titles'> {
  if (!at.has('per-type')) return { perType: {} };
  const perType: Record<string, Settings> = {};
  const titles: Record<string, string> = {};
  for (const [type, replaced] of at.child('per-type').entries()) {
    reading.references.push({ to: 'type', name: type, place: replaced, below: [], run: reading.run });
    for (const key of keysOf(replaced.raw).filter((name) => STEP_KEYS.includes(name))) {
      replaced.refuse(`\`${key}\` is the same for all types: write two steps, with \`only\` and \`except\``, key);
    }
    const { value, ...own } = settingsOf(replaced.raw, kind.name, STEP_KEYS);
    const merged = { ...settings, ...own, ...(value !== undefined && { value }) };
    const spec = readSpec(replaced, kind, merged, reading);
    addTemplates(reading, replaced, own);
    if (!spec) continue;
    perType[type] = spec;
    if (!titled) titles[type] = kind.title(spec);
  }
  return { perType, ...(!titled && { titles }) };
}
