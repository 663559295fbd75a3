import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { order, playbookAndReason } from './_words.ts';

export default defineCommand({
  name: 'thaw',
  summary: 'Lets go of a freeze.',
  usage: '<playbook> <reason>',
  example: '/release thaw kars-weekly the audit is over',
  parse: playbookAndReason,
  run: ({ playbook, reason }, context) => order(toOrder({ order: 'thaw', playbook, reason }), context),
});
