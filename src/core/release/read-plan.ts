import type { Playbook } from '../playbook/playbook.ts';
import type { Plan } from './plan.ts';

/** What a playbook says nowhere when it was written before Shipmate knew repositories: its freeze was a word. */
const BEFORE_REPOSITORIES = {
  tags: {},
  version: { files: [], commit: 'chore: release v<version>' },
  notes: { sections: {}, references: false, title: 'v<version> - <summary>' },
  people: {},
} as const satisfies Partial<Playbook>;

const BEFORE_GUARDS = { mode: 'announce', exempt: { paths: [], labels: [], commits: [] } } as const;

/** Reads a plan as the store has it, also one that an older version of this program wrote. */
export function readPlan(text: string): Plan {
  const plan = JSON.parse(text) as Plan;
  const { freeze } = plan.playbook;
  return {
    ...plan,
    playbook: {
      ...BEFORE_REPOSITORIES,
      ...plan.playbook,
      ...(freeze && { freeze: { ...BEFORE_GUARDS, ...freeze } }),
    },
  };
}
