import type { Check, CheckContext, CheckResult } from '../checks/_check.ts';
import { runningVersion } from '../checks/_version.ts';
import { messageOf } from '../core/errors.ts';
import { splitCommand } from '../core/playbook/argv.ts';
import { fillText } from '../core/playbook/fill.ts';
import { holds } from '../core/playbook/limit.ts';
import type { CheckDefinition, Playbook, Target } from '../core/playbook/playbook.ts';
import type { CommandRequest, Commands } from '../core/ports.ts';
import type { Provider } from '../providers/_provider.ts';
import type { Tools } from '../steps/_step.ts';
import { mainTarget } from './main-target.ts';
import type { AnyView } from './parts.ts';
import { createTargetFetch, type HostMap, moved } from './target-fetch.ts';
import { plainValues } from './values.ts';

export interface ToolParts {
  readonly checks: ReadonlyMap<string, Check>;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly commands: Commands;
  /** Where `$WORD` is read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hosts whose requests go elsewhere: `TARGET_HOSTS`. */
  readonly hosts: HostMap;
}

const SECRET = /\$([A-Z][A-Z0-9_]*)/g;

/** What the actions of one step reach the world through. */
export function createTools(view: AnyView, key: string, parts: ToolParts): Tools {
  const { playbook, release } = view;
  const values = Object.fromEntries(
    Object.entries(plainValues(playbook, versionOf(view), release.rollback?.toVersion ?? null)).map(([word, value]) => [
      word,
      word.endsWith('.url') ? moved(value, parts.hosts) : value,
    ]),
  );
  const words = { ...values, summary: release.summary, release: release.id };
  const fill = (text: string): string => fillSecrets(text, parts.env, words);
  const fetch = createTargetFetch(playbook, parts.hosts, fill);
  const redact = (text: string): string => redactSecrets(text, playbook, parts.env);
  const base = { commands: parts.commands, fetch, fill, redact, argv: (text: string) => argvOf(text, words) };
  const deployer = (name: string) => connect(targetOf(playbook, name), parts, base);
  const check = (name: string, signal: AbortSignal): Promise<CheckResult> => {
    const context: CheckContext = {
      ...base,
      playbook,
      signal,
      key: `${key}/${name}`,
      version: versionOf(view),
      live: (target) => release.live[target] ?? [],
      target: (target) => targetOf(playbook, target),
      deployer,
      check: (other) => check(other, signal),
      baseline: (target) => release.baselines[target],
      reports: release.reports,
    };
    return askCheck(name, context, parts.checks);
  };
  return { ...base, deployer, check, request: (request) => filledRequest(request, fill) };
}

const PROBE_MS = 5_000;

/** Asks the main target of a playbook which version runs there, before Shipmate has ever deployed to it. */
export async function foundVersion(
  playbook: Playbook,
  parts: Pick<ToolParts, 'env' | 'hosts'>,
): Promise<Found | undefined> {
  const target = playbook.targets[mainTarget(playbook) ?? ''];
  if (!target) return undefined;
  const fill = (text: string): string => fillSecrets(text, parts.env);
  const tools = { fill, fetch: createTargetFetch(playbook, parts.hosts, fill) };
  const running = await runningVersion(target, tools, AbortSignal.timeout(PROBE_MS));
  return 'version' in running ? { target: target.name, version: running.version } : undefined;
}

export interface Found {
  readonly target: string;
  readonly version: string;
}

function versionOf({ release }: AnyView): string {
  return release.rollback?.toVersion ?? release.version;
}

function targetOf(playbook: Playbook, name: string): Target {
  const target = playbook.targets[name];
  if (!target) throw new Error(`the playbook has no target \`${name}\``);
  return target;
}

function connect(target: Target, { providers }: ToolParts, base: Omit<Tools, 'deployer' | 'check' | 'request'>) {
  const provider = providers.get(target.provider);
  if (!provider?.connect)
    throw new Error(`target \`${target.name}\` can't be reached by a program (${target.provider})`);
  return provider.connect(target.settings, { target, ...base });
}

/** Never throws: what gives no answer is unknown, and unknown is never a pass. */
async function askCheck(name: string, context: CheckContext, checks: ToolParts['checks']): Promise<CheckResult> {
  const definition = definitionOf(name, context.playbook);
  const check = definition && checks.get(definition.kind);
  if (!definition || !check) return noAnswer(`there is no check \`${name}\``);
  try {
    const result = await check.ask(definition.settings, context);
    return definition.expect && result.outcome === 'pass' ? expected(definition, result, context) : result;
  } catch (error) {
    return noAnswer(context.redact(messageOf(error)));
  }
}

function noAnswer(note: string): CheckResult {
  return { outcome: 'unknown', note, evidence: [], measures: {} };
}

function expected({ expect, settings }: CheckDefinition, result: CheckResult, context: CheckContext): CheckResult {
  if (!expect) return result;
  const target = typeof settings.value === 'string' ? settings.value : '';
  const { outcome, note } = holds(expect, result.measures, context.baseline(target));
  return { ...result, outcome, note };
}

/** A definition of the playbook, or one of the checks that come with every target: `production/healthy`. */
function definitionOf(name: string, { checks, targets }: Playbook): CheckDefinition | undefined {
  const defined = checks[name];
  if (defined) return defined;
  const [target = '', kind = ''] = name.split('/');
  if (!(target in targets)) return undefined;
  return { name, kind, title: name, settings: { value: target }, optional: false };
}

/** Piece by piece, so that a `$NAME` that somebody typed into a summary stays what it is. */
function fillSecrets(text: string, env: ToolParts['env'], words: Readonly<Record<string, string>> = {}): string {
  const pieces = text.split(/(\$[A-Z][A-Z0-9_]*)/);
  return pieces.map((piece, index) => (index % 2 === 0 ? fillText(piece, words) : secretOf(piece, env))).join('');
}

function secretOf(written: string, env: ToolParts['env']): string {
  const value = env[written.slice(1)];
  if (value === undefined) throw new Error(`\`${written}\` is not set in the environment of Shipmate`);
  return value;
}

/** Every process of the machine can read arguments, so secrets go into the environment of the program instead. */
function argvOf(text: string, words: Readonly<Record<string, string>>): readonly string[] {
  const argv = splitCommand(text);
  const secret = argv.find((word) => SECRET.test(word));
  SECRET.lastIndex = 0;
  if (secret) throw new Error(`\`${secret}\`: a secret in an argument can be read by others; put it under \`env\``);
  return argv.map((word) => filledWord(word, words));
}

/** What somebody typed must not become an option of the program. */
function filledWord(word: string, words: Readonly<Record<string, string>>): string {
  const filled = fillText(word, words);
  if (filled.startsWith('-') && !word.startsWith('-'))
    throw new Error(`\`${word}\` would become the option \`${filled}\` of the program`);
  return filled;
}

function filledRequest(request: CommandRequest, fill: (text: string) => string): CommandRequest {
  const env = Object.fromEntries(Object.entries(request.env ?? {}).map(([name, text]) => [name, fill(text)]));
  return { ...request, env };
}

/** The values of every secret that the playbook names are blanked, whoever printed them. */
function redactSecrets(text: string, playbook: Playbook, env: ToolParts['env']): string {
  const names = new Set([...JSON.stringify(playbook).matchAll(SECRET)].map((match) => match[1] ?? ''));
  let redacted = text;
  for (const name of names) {
    const value = env[name];
    if (value) redacted = redacted.replaceAll(value, `[$${name}]`);
  }
  return redacted;
}
