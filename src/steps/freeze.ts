import { z } from 'zod';
import type { Playbook } from '../core/playbook/playbook.ts';
import { factOf, lastFact } from '../core/release/fact.ts';
import { fail, finish, record } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { defineStep } from './_step.ts';

export default defineStep({
  name: 'freeze',
  summary: 'Closes the frozen branches for this release, or opens what it closed.',
  spec: z.strictObject({
    value: z
      .enum(['start', 'end'], 'a freeze is `start` or `end`')
      .describe('`end` only lets go of what this release closed'),
  }),
  title: ({ value }) => (value === 'start' ? 'Freeze the branches' : 'Lift the freeze'),
  once: true,
  neverSkipped: true,
  facts: factOf('changed', { change: z.enum(['start', 'end']) }),

  next({ spec, facts, playbook, release }) {
    if (!playbook.freeze)
      return fail('this playbook names no branches to freeze: add `freeze: { branches: […] }` to it');
    if (!lastFact(facts, 'changed')) {
      if (spec.value === 'end' && release.frozen.length === 0) return finish('this release holds no branch closed');
      return record({ type: 'changed', change: spec.value }, { emit: 'freeze', change: spec.value });
    }
    return finish(
      spec.value === 'start' ? `closed: ${branchesOf(playbook)}` : 'this release closes no branch any more',
    );
  },
});

function branchesOf({ branches, freeze }: Playbook): string {
  return listed((freeze?.branches ?? []).map((key) => branches[key]?.pattern ?? key));
}
