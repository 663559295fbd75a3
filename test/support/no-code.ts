import type { Playbook } from '../../src/core/playbook/playbook.ts';

/** A playbook that says nothing about tags, version files and notes. */
export const NO_CODE = {
  tags: {},
  version: { files: [], commit: 'chore: release v<version>' },
  notes: { sections: {}, references: false, title: 'v<version> - <summary>' },
  people: {},
} as const satisfies Partial<Playbook>;
