import { z } from 'zod';
import { shown, Text } from '../names.ts';
import type { Playbook, Rollback, Trigger } from '../playbook.ts';
import { slug, uniqueName } from '../slug.ts';
import { Answerer, Duration, Roles } from '../words.ts';
import { keysOf } from './installed.ts';
import { readPhases } from './phases.ts';
import { isMapping, type Place } from './place.ts';
import type { Reading } from './reading.ts';
import { refer } from './reading.ts';
import { type Around, readSteps } from './steps.ts';
import { readWatchedLimit } from './targets.ts';

export function readRollback(at: Place, around: Around, main: Reading): Rollback {
  const reading: Reading = { ...main, run: 'rollback' };
  const decidedBy = at.maybe('decided-by', Roles);
  refer(reading, 'role', { place: at, key: 'decided-by', names: decidedBy });
  const rollback = {
    decidedBy: decidedBy ?? [around.owner],
    triggers: at.has('triggers') ? readTriggers(at.child('triggers'), around.owner, reading) : [],
    phases: readWay(at, around, reading),
  };
  at.done();
  return rollback;
}

/** `steps` are one phase; `phases` are as they are in the main run. */
function readWay(at: Place, around: Around, reading: Reading): Playbook['phases'] {
  if (at.has('phases')) {
    if (at.has('steps')) at.refuse('write `steps` or `phases`, not both', 'steps');
    at.maybe('steps', z.unknown());
    return readPhases(at.child('phases'), around, reading);
  }
  const list = at.need('steps');
  if (!list) return [];
  const { owner, remind } = around;
  const steps = readSteps(list, around, reading);
  return [{ title: 'Rollback', owner, standby: [], remind, only: [], except: [], steps }];
}

function readTriggers(place: Place, owner: string, reading: Reading): readonly Trigger[] {
  const taken = new Set<string>();
  return place.items().flatMap((at) => {
    const [text, settings] = isMapping(at.raw) ? (Object.entries(at.raw)[0] ?? []) : [at.raw, undefined];
    if (!Text.safeParse(text).success || keysOf(at.raw).length > 1) {
      at.refuse(`${shown(at.raw)} is no trigger: write \`- text: who or what sees it\``);
      return [];
    }
    const key = uniqueName(slug(String(text)), (name) => taken.has(name));
    taken.add(key);
    const below = isMapping(at.raw) ? at.child(String(text)) : at;
    return [{ key, text: String(text), ...readTrigger(below, settings, { owner, reading }) }];
  });
}

function readTrigger(
  at: Place,
  settings: unknown,
  { owner, reading }: { owner: string; reading: Reading },
): Omit<Trigger, 'key' | 'text'> {
  if (settings === null) at.refuse('nothing says who or what sees it');
  if (!isMapping(settings)) {
    return { by: readSeers([settings ?? owner].flat(), at, [], reading), holdsMs: 0 };
  }
  const by = readSeers([settings.by ?? owner].flat(), at, ['by'], reading);
  at.maybe('by', z.unknown());
  const autoMs = at.maybe('auto', Duration);
  const holdsMs = at.maybe('holds', Duration) ?? 0;
  if (autoMs !== undefined && by.length > 0 && by.every(({ kind }) => kind === 'role')) {
    at.refuse('only a check or a limit can roll back by itself: name one in `by`, or leave `auto` out', 'auto');
  }
  at.done();
  return { by, holdsMs, ...(autoMs !== undefined && { autoMs }) };
}

/** A word is a role or a check; anything longer is a limit. */
function readSeers(values: readonly unknown[], at: Place, path: readonly string[], reading: Reading): Trigger['by'] {
  return values.flatMap((value, index): Trigger['by'][number][] => {
    const below = [...path, ...(values.length > 1 ? [index] : [])];
    if (typeof value === 'string' && /\s/.test(value)) {
      const limit = readWatchedLimit(value);
      if (typeof limit !== 'string') return [{ kind: 'limit', limit }];
      at.refuse(limit, ...below);
      return [];
    }
    const name = Answerer.safeParse(value);
    if (!name.success) {
      at.refuse(name.error.issues[0]?.message ?? '', ...below);
      return [];
    }
    const isCheck = name.data.includes('/') || reading.checkNames.has(name.data);
    const kind = isCheck ? 'check' : 'role';
    reading.references.push({ to: kind, name: name.data, place: at, below, run: 'rollback' });
    return [{ kind, name: name.data }];
  });
}
