import type { Check, CheckContext } from '../../src/checks/_check.ts';
import { aContext } from './check-context.ts';
import { type MemoryRepository, memoryRepository } from './memory-repository.ts';
import { aPlaybook } from './step-view.ts';

/** A playbook whose releases are cut from `develop`, with the tags of the written processes. */
export const CODE = aPlaybook({
  branches: {
    work: { pattern: 'develop' },
    production: { pattern: 'main' },
    release: { pattern: 'release/v<version>', from: 'work' },
  },
  tags: { production: 'v<version>', candidate: 'v<version>-rc.<n>' },
});

/** A repository with v1.4.0 on `main`, and `develop` one commit further. */
export function aCodeBase(): MemoryRepository {
  const repository = memoryRepository();
  const { git } = repository.world;
  git.commit('main', { subject: 'feat: the beginning' });
  git.tag('v1.4.0', 'main');
  git.cut('develop', 'main');
  git.commit('develop', { subject: 'feat: something new (#1)' });
  return repository;
}

/** Asks a check of this repository, with what a playbook would have written. */
export async function askOf<Settings>(
  check: Check<Settings>,
  written: object,
  { repository, more = {} }: { readonly repository: MemoryRepository; readonly more?: Partial<CheckContext> },
) {
  const context = aContext({}, { playbook: CODE, repository: () => repository, ...more });
  return check.ask(check.settings.parse(written), context);
}
