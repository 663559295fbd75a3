import { z } from 'zod';
import { FREEZE_MODES } from '../../repository/guard.ts';
import { Text } from '../names.ts';
import type { FreezeSettings } from '../playbook.ts';
import { Duration, Name, oneOrMore, Roles } from '../words.ts';
import { explainChoice } from './issues.ts';
import { CommitType } from './notes.ts';
import type { Place } from './place.ts';
import { type Reading, refer } from './reading.ts';

const YesNo = z.boolean({ error: ({ input }) => explainChoice(input, ['true', 'false']) });

const FOUR_HOURS = 4 * 3_600_000;

export function readFreeze(at: Place, reading: Reading): FreezeSettings {
  const branches = at.take('branches', oneOrMore(Name), []);
  refer(reading, 'branch', { place: at, key: 'branches', names: branches });
  const mode = at.maybe('mode', z.enum(FREEZE_MODES)) ?? 'ruleset';
  const exempt = at.has('exempt') ? readExempt(at.child('exempt')) : { paths: [], labels: [], commits: [] };
  const exceptions = at.has('exceptions') ? readExceptions(at.child('exceptions'), reading) : undefined;
  at.done();
  return { branches, mode, exempt, ...(exceptions && { exceptions }) };
}

function readExempt(at: Place): FreezeSettings['exempt'] {
  const exempt = {
    paths: at.maybe('paths', oneOrMore(Text)) ?? [],
    labels: at.maybe('labels', oneOrMore(Text)) ?? [],
    commits: at.maybe('commits', oneOrMore(CommitType)) ?? [],
  };
  at.done();
  return exempt;
}

function readExceptions(at: Place, reading: Reading): FreezeSettings['exceptions'] {
  const approvedBy = at.take('approved-by', Roles, []);
  refer(reading, 'role', { place: at, key: 'approved-by', names: approvedBy });
  const secondPerson = at.maybe('second-person', YesNo) ?? true;
  const lastsMs = at.maybe('lasts', Duration) ?? FOUR_HOURS;
  at.done();
  return { approvedBy, secondPerson, lastsMs };
}
