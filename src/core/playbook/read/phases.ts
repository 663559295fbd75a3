import { z } from 'zod';
import type { Phase } from '../playbook.ts';
import { AtTime, Budget, Name, oneOrMore, Roles, Text } from '../words.ts';
import { readReminders } from './people.ts';
import type { Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';
import { type Around, readSteps } from './steps.ts';

const Names = oneOrMore(Name);

export function readPhases(place: Place, around: Around, reading: Reading): readonly Phase[] {
  const items = place.items();
  if (Array.isArray(place.raw) && items.length === 0) place.refuse('the list is empty');
  return items.map((at) => readPhase(at, around, reading));
}

function readPhase(at: Place, around: Around, reading: Reading): Phase {
  const title = at.take('phase', Text, '');
  addTemplates(reading, at, { phase: title });
  const owner = at.maybe('owner', Name);
  const begin = at.maybe('at', AtTime);
  const budget = at.maybe('budget', Budget);
  const standby = at.maybe('standby', Roles) ?? [];
  const when = at.maybe('when', Name);
  const whenLate = at.maybe('when-late', z.enum(['run', 'skip', 'ask']));
  const [only, except] = [at.maybe('only', Names) ?? [], at.maybe('except', Names) ?? []];
  const remind = readReminders(at, around.channels, reading) ?? around.remind;
  refer(reading, 'role', { place: at, key: 'owner', names: owner });
  refer(reading, 'role', { place: at, key: 'standby', names: standby });
  refer(reading, 'condition', { place: at, key: 'when', names: when });
  refer(reading, 'type', { place: at, key: 'only', names: only });
  refer(reading, 'type', { place: at, key: 'except', names: except });
  const owned = owner ?? around.owner;
  const list = at.need('steps');
  const steps = list ? readSteps(list, { ...around, owner: owned, remind }, reading) : [];
  at.done();
  return {
    title,
    owner: owned,
    standby,
    remind,
    only,
    except,
    steps,
    ...(begin !== undefined && { at: begin }),
    ...(budget && { budget }),
    ...(when !== undefined && { when }),
    ...(whenLate && { whenLate }),
  };
}
