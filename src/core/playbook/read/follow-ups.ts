import { z } from 'zod';
import { shown, Text } from '../names.ts';
import type { FollowUp } from '../playbook.ts';
import { DueTime, Name, oneOrMore, Roles } from '../words.ts';
import { explainFirst, keysOf } from './installed.ts';
import { LATER_IN_FOLLOW_UP } from './later.ts';
import type { Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';

const Names = oneOrMore(Name);

const KINDS = ['task', 'meeting'];

export function readFollowUps(place: Place, owner: string, reading: Reading): readonly FollowUp[] {
  return place.items().flatMap((at) => {
    const [kind = ''] = keysOf(at.raw);
    if (KINDS.includes(kind)) return [readFollowUp(at, kind, { owner, reading })];
    explainFirst(at, 'follow-up', { installed: KINDS, later: {} });
    return [];
  });
}

function readFollowUp(at: Place, kind: string, { owner, reading }: { owner: string; reading: Reading }): FollowUp {
  const title = at.take(kind, Text, '');
  addTemplates(reading, at, { [kind]: title });
  const invited = kind === 'meeting' ? (at.maybe('with', Roles) ?? []) : [];
  const owned = at.maybe('owner', Name);
  const [only, except] = [at.maybe('only', Names) ?? [], at.maybe('except', Names) ?? []];
  refer(reading, 'role', { place: at, key: 'with', names: invited });
  refer(reading, 'role', { place: at, key: 'owner', names: owned });
  refer(reading, 'type', { place: at, key: 'only', names: only });
  refer(reading, 'type', { place: at, key: 'except', names: except });
  const followUp = {
    title,
    with: invited,
    due: at.has('every') ? (at.maybe('due', DueTime) ?? '') : at.take('due', DueTime, ''),
    after: at.maybe('after', z.enum(['release', 'rollback'])) ?? 'release',
    owner: owned ?? owner,
    lines: readLines(at),
    only,
    except,
  } satisfies FollowUp;
  at.done(LATER_IN_FOLLOW_UP);
  return followUp;
}

/** Only texts: what answers a line of a follow-up would have to be asked long after the release. */
function readLines(at: Place): readonly string[] {
  if (!at.has('lines')) return [];
  return at
    .child('lines')
    .items()
    .flatMap((line) => {
      if (typeof line.raw === 'string') return [line.raw];
      line.refuse(`${shown(line.raw)}: nothing answers the lines of a follow-up yet, so write the text alone`);
      return [];
    });
}
