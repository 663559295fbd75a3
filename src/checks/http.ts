import { z } from 'zod';
import { holds } from '../core/playbook/limit.ts';
import { LimitText, Name, oneOrMore } from '../core/playbook/words.ts';
import { Call, fillJson, fillKept, keepFrom } from './_calls.ts';
import { type CheckContext, defineCheck, failed, pass, unknown } from './_check.ts';
import { measureTimes } from './_measure.ts';
import { addressOf, bearerFor, describeProbe, type Probe, probe } from './_probe.ts';

/** `ok`, or limits on the time of the answers and on its percentiles. */
const Demand = z.union([z.literal('ok').transform(() => []), oneOrMore(LimitText)]);

const Settings = z
  .strictObject({
    value: Name.describe('the target'),
    paths: z
      .record(z.string().regex(/^\//, 'a path of the target begins with `/`'), Demand)
      .optional()
      .describe('`{ /api/health: time < 100ms, /: ok }`; either these or `calls`'),
    calls: z
      .array(Call)
      .min(1)
      .optional()
      .describe(
        '`{ post: /api/login, json: {…}, bearer: <token>, keep: token }`, in order; a kept word fills later calls',
      ),
    samples: z.int().min(1).max(1_000).default(1).describe('how often each path is asked, for `p50`, `p95` and `p99`'),
    headers: z.array(z.string().toLowerCase()).default([]).describe('headers that every answer must have'),
  })
  .refine(({ paths, calls }) => (paths === undefined) !== (calls === undefined), 'write either `paths` or `calls`');
type Settings = z.output<typeof Settings>;

export default defineCheck({
  name: 'http',
  summary: 'A target answers with success on these paths or calls, within its time limits.',
  comesWith: 'definition',
  settings: Settings,
  measures: ['time', 'p50', 'p95', 'p99', 'status'],
  target: ({ value }) => value,

  async ask(settings, context) {
    const seen: Seen = { probes: [], evidence: [] };
    const problem = settings.calls
      ? await makeCalls(settings.calls, { settings, context, seen })
      : await askPaths(settings, context, seen);
    const measures = measure(seen.probes);
    if (!problem)
      return pass(`${settings.value} answered ${count(seen.probes.length, 'request')} well`, seen.evidence, measures);
    if (problem.unknown) return unknown(problem.note, seen.evidence);
    return failed(problem.note, seen.evidence, measures);
  },
});

interface Seen {
  readonly probes: Probe[];
  readonly evidence: string[];
}

interface Problem {
  readonly note: string;
  readonly unknown: boolean;
}

interface Asking {
  readonly settings: Settings;
  readonly context: CheckContext;
  readonly seen: Seen;
}

async function askPaths(settings: Settings, context: CheckContext, seen: Seen): Promise<Problem | undefined> {
  const target = context.target(settings.value);
  let first: Problem | undefined;
  for (const [path, limits] of Object.entries(settings.paths ?? {})) {
    const url = addressOf(target, context.fill(path));
    const headers = bearerFor(target, url, context);
    const probes: Probe[] = [];
    for (let sample = 0; sample < settings.samples && !context.signal.aborted; sample++) {
      probes.push(await probe({ url, headers, signal: context.signal }, context));
    }
    seen.probes.push(...probes);
    const bad = probes.map((one) => problemOf(path, one, settings.headers)).find(Boolean);
    const times = measure(probes);
    const slow = bad ? undefined : slownessOf(path, limits, times);
    seen.evidence.push(bad?.note ?? slow?.note ?? `${path}: ${timesText(times)}`);
    first ??= bad ?? slow;
  }
  return first;
}

function slownessOf(
  path: string,
  limits: z.output<typeof Demand>,
  times: Readonly<Record<string, number>>,
): Problem | undefined {
  const verdict = limits.map((limit) => holds(limit, times)).find(({ outcome }) => outcome !== 'pass');
  return verdict && { note: `${path}: ${verdict.note}`, unknown: verdict.outcome === 'unknown' };
}

/** One after the other; what one answers, later ones may use. The first that goes wrong ends it. */
async function makeCalls(calls: readonly Call[], { settings, context, seen }: Asking): Promise<Problem | undefined> {
  const target = context.target(settings.value);
  const kept = new Map<string, string>();
  for (const call of calls) {
    const fill = (text: string): string => fillKept(text, kept, context.fill);
    const inPath = new Map([...kept].map(([word, value]) => [word, encodeURIComponent(value)]));
    const url = addressOf(target, fillKept(call.path, inPath, context.fill));
    const own =
      call.bearer === undefined ? bearerFor(target, url, context) : { authorization: `Bearer ${fill(call.bearer)}` };
    const sent = call.json === undefined ? {} : { body: JSON.stringify(fillJson(call.json, fill)) };
    const headers = { ...own, ...(call.json !== undefined && { 'content-type': 'application/json' }) };
    const answer = await probe({ url, method: call.method, headers, ...sent, signal: context.signal }, context);

    const name = `${call.method} ${call.path}`;
    seen.probes.push(answer);
    seen.evidence.push(describeProbe({ path: name, probe: answer }));
    const bad = problemOf(name, answer, settings.headers);
    if (bad) return bad;
    const found = keepFrom(answer.answered ? answer.text : '', call.keep);
    if ('lacks' in found) return { note: `${name} answered without a \`${found.lacks}\``, unknown: false };
    for (const [word, value] of found.kept) kept.set(word, value);
  }
  return undefined;
}

function problemOf(path: string, seen: Probe, headers: readonly string[]): Problem | undefined {
  if (!seen.answered) return { note: describeProbe({ path, probe: seen }), unknown: !seen.down };
  if (!seen.ok) return { note: `${path} answered ${seen.status}`, unknown: false };
  const missing = headers.find((name) => !seen.headers.has(name));
  return missing === undefined
    ? undefined
    : { note: `${path} answered without the header \`${missing}\``, unknown: false };
}

function measure(probes: readonly Probe[]): Record<string, number> {
  const answers = probes.filter((seen) => seen.answered);
  const times = measureTimes(answers.map(({ ms }) => ms));
  return answers.length === 0 ? {} : { ...times, status: Math.max(...answers.map(({ status }) => status)) };
}

function timesText({ p50 = 0, p95 = 0 }: Readonly<Record<string, number>>): string {
  return p50 === p95 ? `${Math.round(p50)} ms` : `p50 ${Math.round(p50)} ms, p95 ${Math.round(p95)} ms`;
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
