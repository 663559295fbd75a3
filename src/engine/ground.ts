import type { Playbook } from '../core/playbook/playbook.ts';
import type { Found } from './found-version.ts';
import { type Fixes, missedFixes } from './missed-fixes.ts';
import type { EngineParts } from './parts.ts';

/** What is asked outside before a release opens, in no transaction. */
export interface Ground {
  /** What runs on the main target though no release put it there; undefined when nobody knows. */
  readonly found: Found | undefined;
  readonly fixes: Fixes;
}

/** Never throws. */
export async function groundFor(playbook: Playbook, type: string, parts: EngineParts): Promise<Ground> {
  const [found, fixes] = await Promise.all([
    parts.foundVersion(playbook),
    missedFixes(playbook, type, parts.repositories),
  ]);
  return { found, fixes };
}
