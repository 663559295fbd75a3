import type { Freeze } from '../../../src/core/repository/guard.ts';
import type { Ruleset } from '../../../src/sandbox/github/rules/ruleset.ts';
import type { Connected } from '../../support/sandbox-github.ts';

/** Open into develop, and green. */
const PULL = 45;
export const SOMEBODY = 'dana-kars';
export const ADMIN = 'devon-kars';
export const EXPECTED = /Required status check "release-freeze\/1" is expected/;
export const success = { context: 'release-freeze/1', state: 'success', description: 'let through' } as const;

export const freeze = (more: Partial<Freeze> = {}): Freeze => ({
  mode: 'ruleset',
  playbook: 'kars-weekly',
  context: 'release-freeze/1',
  branches: ['develop'],
  ...more,
});

/** What Shipmate and people do about a freeze of develop. */
export function freezeScene(here: () => Connected) {
  const head = (): string => here().github.pull(PULL).head.sha;
  const ours = (): Ruleset => {
    const found = here()
      .github.rulesets()
      .find(({ name }) => name.startsWith('Shipmate freeze: kars-weekly '));
    if (found) return found;
    throw new Error('there is no ruleset of ours');
  };
  return {
    head,
    ours,
    close: (more?: Partial<Freeze>) => here().repository.guard.close(freeze(more)),
    open: (more?: Partial<Freeze>) => here().repository.guard.open(freeze(more)),
    look: (more?: Partial<Freeze>) => here().repository.guard.look(freeze(more)),
    mergeAs: (login: string): Promise<string> => here().github.as(login).merge(PULL),
    pushAs: (login: string): Promise<string> =>
      here()
        .github.as(login)
        .push({ branch: 'develop', files: { 'README.md': 'late' } }),
    mergeOurselves: () => here().repository.pulls.merge(PULL, { head: head(), method: 'merge' }),
    /** Somebody changes our ruleset in the settings of the repository. */
    byHand: (change: Partial<Ruleset>) => void here().github.world.rulesets.set(ours().id, { ...ours(), ...change }),
  };
}
