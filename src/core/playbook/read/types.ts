import { z } from 'zod';
import type { ReleaseType } from '../playbook.ts';
import { CalendarText, Name, oneOrMore, Roles, Text } from '../words.ts';
import { readBranch } from './branches.ts';
import { explainChoice } from './issues.ts';
import { LATER_IN_TYPE } from './later.ts';
import { named } from './people.ts';
import { isMapping, type Place } from './place.ts';
import { type Reading, refer } from './reading.ts';

const YesNo = z.boolean({ error: ({ input }) => explainChoice(input, ['true', 'false']) });

const Texts = oneOrMore(Text);

export function readTypes(
  place: Place,
  starters: readonly string[],
  reading: Reading,
): Readonly<Record<string, ReleaseType>> {
  const entries = place.entries();
  const bases = new Map(entries.map(([name, at]) => [name, isMapping(at.raw) ? at.raw.base : undefined]));
  return Object.fromEntries(
    entries.map(([name, at]) => {
      const base = at.maybe('base', Name);
      refer(reading, 'type', { place: at, key: 'base', names: base });
      return [named(name, at), { lineage: lineageOf(name, bases, at), ...readType(at, starters, reading) }];
    }),
  );
}

/** The type itself and all it is based on. */
function lineageOf(name: string, bases: ReadonlyMap<string, unknown>, at: Place): readonly string[] {
  const lineage = [name];
  for (let base = bases.get(name); typeof base === 'string' && bases.has(base); base = bases.get(base)) {
    if (lineage.includes(base)) {
      at.refuse(`\`${lineage.join('` is based on `')}\` is based on \`${base}\`: a circle`, 'base');
      break;
    }
    lineage.push(base);
  }
  return lineage;
}

function readType(at: Place, starters: readonly string[], reading: Reading): Omit<ReleaseType, 'lineage'> {
  const opens = at.maybe('opens', CalendarText);
  const mayStart = at.maybe('may-start', Roles);
  refer(reading, 'role', { place: at, key: 'may-start', names: mayStart });
  const type = {
    ...(opens !== undefined && { opens }),
    bump: at.maybe('bump', z.enum(['commits', 'major', 'minor', 'patch'])) ?? 'commits',
    ...(at.has('branch') && { branch: readBranch(at.child('branch'), reading) }),
    urgent: at.maybe('urgent', YesNo) ?? false,
    mayStart: mayStart ?? starters,
    overlap: at.maybe('overlap', z.enum(['ask', 'wait', 'skip'])) ?? 'ask',
    criteria: readCriteria(at),
  };
  at.done(LATER_IN_TYPE);
  return type;
}

function readCriteria(at: Place): ReleaseType['criteria'] {
  if (!at.has('criteria')) return {};
  const criteria = at.child('criteria');
  if (!isMapping(criteria.raw)) return { '': at.maybe('criteria', Texts) ?? [] };
  return Object.fromEntries(Object.keys(criteria.raw).map((heading) => [heading, criteria.take(heading, Texts, [])]));
}
