import { z } from 'zod';
import { readLimit } from '../limit.ts';
import { RELEASE_MEASURES } from '../measures.ts';
import { shown, Text } from '../names.ts';
import type { FollowUp, Metric } from '../playbook.ts';
import { DueTime, Name, oneOrMore, Roles } from '../words.ts';
import { explainFirst, keysOf } from './installed.ts';
import { LATER_IN_FOLLOW_UP, LATER_IN_METRIC } from './later.ts';
import { isMapping, type Place } from './place.ts';
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

export function readMetrics(place: Place, reading: Reading): readonly Metric[] {
  return place.items().flatMap((at) => {
    const text = isMapping(at.raw) ? keysOf(at.raw)[0] : at.raw;
    if (typeof text !== 'string' || keysOf(at.raw).length > 1) {
      at.refuse(`${shown(at.raw)} is no metric: write a limit like \`downtime < 5m\`, or \`- text: who answers it\``);
      return [];
    }
    return [readMetric(text, at, reading)];
  });
}

function readMetric(text: string, at: Place, reading: Reading): Metric {
  const own = isMapping(at.raw) && isMapping(at.raw[text]) ? at.child(text) : undefined;
  const by = own ? own.maybe('by', Name) : at.maybe(text, Name);
  own?.done(LATER_IN_METRIC);
  if (by !== undefined) reading.references.push({ to: 'role', name: by, place: at, below: [text], run: 'main' });
  const limit = readLimit(text);
  if (typeof limit === 'string') {
    if (by === undefined) at.refuse(`${limit}; or name the role that answers it: \`- ${text}: qa\``);
    return { text, ...(by !== undefined && { by }) };
  }
  if (by === undefined && !Object.hasOwn(RELEASE_MEASURES, limit.measure)) {
    const known = Object.keys(RELEASE_MEASURES).join(', ');
    at.refuse(
      `nothing here measures \`${limit.measure}\` of a release (it measures ${known}): name the role that answers it, \`- ${text}: qa\``,
    );
  }
  return { text, limit, ...(by !== undefined && { by }) };
}
