import { z } from 'zod';
import { readLimit } from '../limit.ts';
import { WATCHED } from '../measures.ts';
import { checked, shown, Text } from '../names.ts';
import type { Limit, Target } from '../playbook.ts';
import { oneOrMore, Secret, SpanText } from '../words.ts';
import { asWritten, explainFirst, keysOf, parseSettings, settingsOf } from './installed.ts';
import { LATER_IN_TARGET, LATER_PROVIDERS } from './later.ts';
import { named } from './people.ts';
import { isMapping, type Place } from './place.ts';
import { addTemplates, type Reading, refer } from './reading.ts';

/** Keys that every target may have, whatever deploys to it. */
export const TARGET_KEYS = ['url', 'health', 'version-at', 'bearer', 'limits', 'window', 'base'];

const Url = checked('an address', (value) =>
  /^https?:\/\/[^\s/]+/.test(value)
    ? undefined
    : `${shown(value)} is no address: write one like \`https://kars.example\``,
);

const PathText = checked('a path', (value) =>
  value.startsWith('/') || /^https?:\/\/[^\s/]+/.test(value)
    ? undefined
    : `${shown(value)} is no path: begin it with \`/\`, or write the whole address`,
);

export function readTargets(place: Place, reading: Reading): Readonly<Record<string, Target>> {
  const raws = new Map(place.entries().map(([name, at]) => [name, at.raw]));
  const targets = place.entries().flatMap(([name, at]) => {
    const raw = withBase(named(name, at), at, raws);
    const target = raw === undefined ? undefined : readTarget(name, raw === at.raw ? at : at.as(raw), reading);
    return target ? [[name, target] as const] : [];
  });
  return Object.fromEntries(targets);
}

/** A copy of the base (undefined when there is none) with this target's own keys in place of the base's. What is wrong with the base is told there. */
function withBase(name: string, at: Place, raws: ReadonlyMap<string, unknown>): unknown {
  const seen = [name];
  const chain: Readonly<Record<string, unknown>>[] = [];
  for (let raw = at.raw; isMapping(raw); ) {
    chain.unshift(raw);
    const base = raw.base;
    if (base === undefined) break;
    if (typeof base !== 'string' || !raws.has(base) || seen.includes(base)) {
      at.refuse(`${shown(base)} is no other target to copy from: known are ${[...raws.keys()].join(', ')}`, 'base');
      return undefined;
    }
    seen.push(base);
    raw = raws.get(base);
  }
  return chain.length < 2 ? at.raw : Object.assign({}, ...chain.map(({ base, ...own }) => own));
}

function readTarget(name: string, at: Place, reading: Reading): Target | undefined {
  const provider = keysOf(at.raw).find((key) => reading.kit.providers.has(key)) ?? '';
  const kind = reading.kit.providers.get(provider);
  if (!kind || keysOf(at.raw)[0] !== provider) {
    explainFirst(at, 'target', { installed: [...reading.kit.providers.keys(), 'base'], later: LATER_PROVIDERS });
    return undefined;
  }
  const raw = settingsOf(at.raw, provider, TARGET_KEYS);
  const settings = parseSettings(at, raw, {
    name: provider,
    schema: kind.settings,
    beside: TARGET_KEYS,
    later: LATER_IN_TARGET,
  });
  if (settings && kind.byHand) refer(reading, 'role', { place: at, key: provider, names: kind.byHand(settings) });
  addTemplates(reading, at, asWritten(raw, provider));
  const url = at.maybe('url', Url);
  const versionAt = at.maybe('version-at', PathText);
  const bearer = at.maybe('bearer', Secret);
  const health = at.maybe('health', oneOrMore(PathText)) ?? [];
  const window = readWindow(at);
  for (const [key, paths] of Object.entries({ health, 'version-at': versionAt ? [versionAt] : [] })) {
    if (url === undefined && !at.has('url') && paths.some((path) => path.startsWith('/')))
      at.refuse('a path needs the `url` of the target', key);
  }
  return {
    name,
    provider,
    settings: settings ?? {},
    health,
    limits: readLimits(at, reading),
    ...(url !== undefined && { url }),
    ...(versionAt !== undefined && { versionAt }),
    ...(bearer !== undefined && { bearer }),
    ...(window && { window }),
  };
}

/** Each is a limit on something that a watch measures, or the name of a check. */
function readLimits(at: Place, reading: Reading): Target['limits'] {
  return (at.maybe('limits', oneOrMore(Text)) ?? []).flatMap((text, index): (Limit | { check: string })[] => {
    if (!/\s/.test(text)) {
      reading.references.push({ to: 'check', name: text, place: at, below: ['limits', index], run: 'main' });
      return [{ check: text }];
    }
    const limit = readWatchedLimit(text);
    if (typeof limit !== 'string') return [limit];
    at.refuse(limit, 'limits', index);
    return [];
  });
}

/** A limit on something that a watch measures, or why it is none. */
export function readWatchedLimit(text: string): Limit | string {
  const limit = readLimit(text);
  if (typeof limit === 'string' || Object.hasOwn(WATCHED, limit.measure)) return limit;
  return `nothing here measures \`${limit.measure}\` yet: a watch measures ${Object.keys(WATCHED).join(', ')}; for anything else ask a person with a \`checklist\` line`;
}

const Spans = oneOrMore(SpanText);

const Reason = z.string({ error: () => 'say why, in one line' });

function readWindow(at: Place): Target['window'] {
  if (!at.has('window')) return undefined;
  const window = at.child('window');
  const allow = window.maybe('allow', Spans) ?? [];
  const refuse = !window.has('refuse') ? [] : readRefused(window);
  window.done();
  return { allow, refuse };
}

function readRefused(window: Place): { readonly span: string; readonly why: string }[] {
  const refused = window.child('refuse');
  if (!isMapping(refused.raw)) {
    return (window.maybe('refuse', Spans) ?? []).map((span) => ({ span, why: 'not allowed' }));
  }
  return refused.entries().flatMap(([text, at]) => {
    const span = SpanText.safeParse(text);
    if (!span.success) at.refuse(span.error.issues[0]?.message ?? '');
    const why = refused.maybe(text, Reason);
    return span.success ? [{ span: text, why: why ?? 'not allowed' }] : [];
  });
}
