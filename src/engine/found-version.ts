import { runningVersion } from '../checks/_version.ts';
import { mainTarget } from '../core/playbook/main-target.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { type Env, fillSecrets } from './secret-words.ts';
import { createTargetFetch, type HostMap } from './target-fetch.ts';

const PROBE_MS = 5_000;

export interface Found {
  readonly target: string;
  readonly version: string;
}

/** Asks the main target of a playbook which version runs there, before Shipmate has ever deployed to it. */
export async function foundVersion(
  playbook: Playbook,
  { env, hosts }: { readonly env: Env; readonly hosts: HostMap },
): Promise<Found | undefined> {
  const target = playbook.targets[mainTarget(playbook) ?? ''];
  if (!target) return undefined;
  const fill = (text: string): string => fillSecrets(text, env);
  const tools = { fill, fetch: createTargetFetch(playbook, hosts, fill) };
  const running = await runningVersion(target, tools, AbortSignal.timeout(PROBE_MS));
  return 'version' in running ? { target: target.name, version: running.version } : undefined;
}
