import { z } from 'zod';
import { nearest } from '../../text.ts';
import type { CheckLike } from '../kit.ts';
import type { CheckDefinition, Condition } from '../playbook.ts';
import { Answerer, LimitText, Roles, Text } from '../words.ts';
import { asWritten, explainFirst, keysOf, parseSettings, settingsOf } from './installed.ts';
import { explainChoice } from './issues.ts';
import { LATER_CHECK_SETTINGS, LATER_CHECKS, LATER_CONDITIONS } from './later.ts';
import { named } from './people.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';

/** Keys that every check may have. */
const CHECK_KEYS = ['expect', 'optional', 'title', 'unknown'];

const YesNo = z.boolean({ error: ({ input }) => explainChoice(input, ['true', 'false']) });

export function readChecks(place: Place, reading: Reading): Readonly<Record<string, CheckDefinition>> {
  const checks = place.entries().flatMap(([name, at]) => {
    const check = readCheck(named(name, at), at, reading);
    return check ? [[name, check] as const] : [];
  });
  return Object.fromEntries(checks);
}

function readCheck(name: string, at: Place, reading: Reading): CheckDefinition | undefined {
  const [kind = ''] = keysOf(at.raw);
  const check = reading.kit.checks.get(kind);
  if (check?.comesWith !== 'definition') {
    const installed = [...reading.kit.checks.values()].filter(({ comesWith }) => comesWith === 'definition');
    explainFirst(at, 'check', { installed: installed.map((known) => known.name), later: LATER_CHECKS });
    return undefined;
  }
  const raw = settingsOf(at.raw, kind, CHECK_KEYS);
  const settings = parseSettings(at, raw, {
    name: kind,
    schema: check.settings,
    beside: CHECK_KEYS,
    later: LATER_CHECK_SETTINGS[kind] ?? {},
  });
  if (settings) {
    refer(reading, 'target', { place: at, key: kind, names: check.target?.(settings) });
    refer(reading, 'branch', { place: at, key: kind, names: check.branch?.(settings) });
  }
  addTemplates(reading, at, asWritten(raw, kind), keptIn(raw));
  const expect = readExpect(at, check);
  // What nobody knows is always asked of a person; the word may be written down all the same.
  at.maybe('unknown', z.literal('ask'));
  return {
    name,
    kind,
    title: at.maybe('title', Text) ?? titleOf(name),
    settings: settings ?? {},
    optional: at.maybe('optional', YesNo) ?? false,
    ...(expect && { expect }),
  };
}

function readExpect(at: Place, check: CheckLike): CheckDefinition['expect'] {
  const expect = at.maybe('expect', LimitText);
  if (check.onlyMeasures && !at.has('expect')) {
    at.refuse(`\`${check.name}\` only measures: add what you \`expect\` of ${check.measures.join(' or ')}`);
  }
  if (!expect || check.measures.includes(expect.measure)) return expect;
  const near = nearest(expect.measure, check.measures);
  const hint = near ? `did you mean \`${near}\`?` : `it measures ${check.measures.join(', ') || 'nothing'}`;
  at.refuse(`\`${check.name}\` does not measure \`${expect.measure}\`: ${hint}`, 'expect');
  return expect;
}

/** `staging-speed` as people read it. */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** The words that calls keep from an answer for later calls, wherever `keep` stands. */
function keptIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    if (key !== 'keep') return keptIn(below);
    return typeof below === 'string'
      ? [below]
      : [below].flat().flatMap((kept) => (isMapping(kept) ? Object.keys(kept) : [String(kept)]));
  });
}

export function readConditions(place: Place, owner: string, reading: Reading): Readonly<Record<string, Condition>> {
  const conditions = place.entries().flatMap(([name, at]) => {
    const condition = readCondition(at, owner, reading);
    return condition ? [[named(name, at), condition] as const] : [];
  });
  return Object.fromEntries(conditions);
}

function readCondition(at: Place, owner: string, reading: Reading): Condition | undefined {
  switch (keysOf(at.raw)[0]) {
    case 'ask': {
      const from = at.maybe('from', Roles);
      refer(reading, 'role', { place: at, key: 'from', names: from });
      const ask = at.take('ask', Text, '');
      at.done();
      return { kind: 'ask', ask, from: from ?? [owner] };
    }
    case 'check': {
      const check = at.take('check', Answerer, '');
      refer(reading, 'check', { place: at, key: 'check', names: check });
      at.done();
      return { kind: 'check', check };
    }
    default:
      explainFirst(at, 'condition', { installed: ['ask', 'check'], later: LATER_CONDITIONS });
      return undefined;
  }
}
