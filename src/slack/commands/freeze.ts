import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { order, playbookAndReason } from './_words.ts';

export default defineCommand({
  name: 'freeze',
  summary: 'Closes the branches of a playbook by hand, beside any release.',
  usage: '<playbook> <reason>',
  example: '/release freeze kars-weekly audit until Monday',
  parse: playbookAndReason,
  run: ({ playbook, reason }, context) => order(toOrder({ order: 'freeze', playbook, reason }), context),
});
