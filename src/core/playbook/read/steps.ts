import { z } from 'zod';
import { ownPlaceholders } from '../fill.ts';
import type { StepKindLike } from '../kit.ts';
import { shown } from '../names.ts';
import type { Reminder, Step } from '../playbook.ts';
import { slug, uniqueName } from '../slug.ts';
import { AtTime, DueTime, Name, oneOrMore, Roles, Text } from '../words.ts';
import { asWritten, explainFirst, keysOf, settingsOf } from './installed.ts';
import { explainChoice } from './issues.ts';
import { LATER_STEPS } from './later.ts';
import { readReminders } from './people.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';
import { readPerType, readSpec, STEP_KEYS } from './step-settings.ts';

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
  const settings = children.length > 0 ? { ...raw, value: children.map(({ id }) => id) } : raw;
  const spec = readSpec(at, kind, settings, reading);
  const given = at.maybe('title', Text);
  const id = readId(at, { kind: first, value: raw.value, title: given }, reading);
  if (first !== 'parallel')
    addTemplates(reading, at, { ...asWritten(raw, first), title: given }, ownPlaceholders(first));
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

type Common = Pick<Step, 'owner' | 'at' | 'due' | 'remind' | 'only' | 'except' | 'when' | 'guide'>;

function readCommon(at: Place, around: Around, reading: Reading): Common {
  const owner = at.maybe('owner', Name);
  const when = at.maybe('when', Name);
  const guide = at.maybe('guide', Text);
  const begin = at.maybe('at', AtTime);
  const due = at.maybe('due', DueTime);
  const [only, except] = [at.maybe('only', Names) ?? [], at.maybe('except', Names) ?? []];
  refer(reading, 'role', { place: at, key: 'owner', names: owner });
  refer(reading, 'condition', { place: at, key: 'when', names: when });
  refer(reading, 'guide', { place: at, key: 'guide', names: guide });
  refer(reading, 'type', { place: at, key: 'only', names: only });
  refer(reading, 'type', { place: at, key: 'except', names: except });
  return {
    owner: owner ?? around.owner,
    remind: readReminders(at, around.channels, reading) ?? around.remind,
    only,
    except,
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
