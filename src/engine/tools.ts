import type { Check, CheckContext, CheckResult } from '../checks/_check.ts';
import { splitCommand } from '../core/playbook/argv.ts';
import { fillText } from '../core/playbook/fill.ts';
import { cutFrom, placeOf, placeWords } from '../core/playbook/places.ts';
import type { Playbook, Target } from '../core/playbook/playbook.ts';
import type { CommandRequest, Commands, Roles } from '../core/ports.ts';
import type { Repositories } from '../core/repository/repository.ts';
import type { Provider, ProviderContext } from '../providers/_provider.ts';
import type { Tools } from '../steps/_step.ts';
import { askCheck } from './ask-check.ts';
import type { AnyView } from './parts.ts';
import { type Env, fillSecrets, namesSecret, redactSecrets } from './secret-words.ts';
import { createTargetFetch, type HostMap, moved } from './target-fetch.ts';
import { plainValues } from './values.ts';

export interface ToolParts {
  readonly checks: ReadonlyMap<string, Check>;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly commands: Commands;
  /** Where `$WORD` is read from. */
  readonly env: Env;
  readonly repositories: Repositories;
  readonly roles: Roles;
  /** Hosts whose requests go elsewhere: `TARGET_HOSTS`. */
  readonly hosts: HostMap;
}

/** What the actions of one step reach the world through. */
export function createTools(view: AnyView, key: string, parts: ToolParts): Tools {
  const { playbook, release } = view;
  const previous = release.rollback?.toVersion ?? null;
  const values = Object.fromEntries(
    Object.entries(plainValues(playbook, { ...release, version: versionOf(view), previous })).map(([word, value]) => [
      word,
      word.endsWith('.url') ? moved(value, parts.hosts) : value,
    ]),
  );
  const words = { ...values, summary: release.summary, release: release.id };
  const fill = (text: string): string => fillSecrets(text, parts.env, words);
  const fetch = createTargetFetch(playbook, parts.hosts, fill);
  const redact = (text: string): string => redactSecrets(text, playbook, parts.env);
  const base = {
    commands: parts.commands,
    fetch,
    fill,
    redact,
    argv: (text: string) => argvOf(text, words),
    repository: (signal: AbortSignal) => parts.repositories(playbook.repository, signal),
    logins: (role: string) => parts.roles.logins(playbook, role, view.now),
  };
  const placed = { playbook, type: release.type, words: placeWords(release) };
  const deployer = (name: string) =>
    connect(targetOf(playbook, name), parts, { ...base, lane: `${release.id}/${name}` });
  const check = (name: string, signal: AbortSignal): Promise<CheckResult> => {
    const context: CheckContext = {
      ...base,
      repository: () => base.repository(signal),
      place: (reference) => placeOf(reference, placed),
      cutFrom: () => cutFrom(placed),
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

function versionOf({ release }: AnyView): string {
  return release.rollback?.toVersion ?? release.version;
}

function targetOf(playbook: Playbook, name: string): Target {
  const target = playbook.targets[name];
  if (!target) throw new Error(`the playbook has no target \`${name}\``);
  return target;
}

function connect(target: Target, { providers }: ToolParts, base: Omit<ProviderContext, 'target'>) {
  const provider = providers.get(target.provider);
  if (!provider?.connect)
    throw new Error(`target \`${target.name}\` can't be reached by a program (${target.provider})`);
  return provider.connect(target.settings, { target, ...base });
}

/** Every process of the machine can read arguments, so secrets go into the environment of the program instead. */
function argvOf(text: string, words: Readonly<Record<string, string>>): readonly string[] {
  const argv = splitCommand(text);
  const secret = argv.find(namesSecret);
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
