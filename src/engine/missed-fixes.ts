import { messageOf } from '../core/errors.ts';
import { lastingBranches } from '../core/playbook/places.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import { newestOf } from '../core/release/tag-format.ts';
import type { Repositories, Repository } from '../core/repository/repository.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { listed } from '../core/text.ts';

/** A form waits for it. */
const LOOK_MS = 2_500;

/** Whether every branch that stays has what is in production, a hotfix above all. */
export type Fixes =
  | { readonly state: 'fine' }
  | { readonly state: 'missed'; readonly tag: string; readonly branches: readonly string[] }
  /** Plain text: why nobody could tell. Nothing is held up by that. */
  | { readonly state: 'unknown'; readonly why: string };

/**
 * Looks before a release of this type opens. An urgent one may open whatever is missed: it may be the fix itself. Never
 * throws.
 */
export async function missedFixes(playbook: Playbook, type: string, repositories: Repositories): Promise<Fixes> {
  const format = playbook.tags.production;
  if (format === undefined || playbook.types[type]?.urgent) return { state: 'fine' };
  try {
    return await lookFor(format, playbook, repositories(playbook.repository, AbortSignal.timeout(LOOK_MS)));
  } catch (error) {
    return { state: 'unknown', why: messageOf(error) };
  }
}

async function lookFor(format: string, playbook: Playbook, { refs }: Repository): Promise<Fixes> {
  const tag = newestOf(await tagsOf(format, { playbook, refs }))?.name;
  if (tag === undefined) return { state: 'fine' };
  const branches = lastingBranches(playbook).filter(({ key }) => key !== 'production');
  const compared = await Promise.all(
    branches.map(async ({ name }) => ({ name, status: (await refs.compare(tag, name))?.status })),
  );
  const missing = compared.filter(({ status }) => status === 'behind' || status === 'diverged');
  if (missing.length > 0) return { state: 'missed', tag, branches: missing.map(({ name }) => name) };
  const gone = compared.filter(({ status }) => status === undefined).map(({ name }) => `\`${name}\``);
  return gone.length > 0 ? { state: 'unknown', why: `there is no branch ${listed(gone)}` } : { state: 'fine' };
}

/** `develop lacks what is in v1.4.3`, and what to do about it; plain text. */
export function missedInWords({ tag, branches }: Extract<Fixes, { state: 'missed' }>): {
  readonly what: string;
  readonly fix: string;
} {
  const names = listed(branches.map((name) => `\`${name}\``));
  return {
    what: `${names} ${branches.length === 1 ? 'lacks' : 'lack'} something of \`${tag}\`, which is in production: the next release would take it back`,
    fix: `Merge \`${tag}\` into ${names}, then start again.`,
  };
}
