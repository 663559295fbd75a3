import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { order, pickRelease, releaseAndReason } from './_words.ts';

export default defineCommand({
  name: 'skip',
  summary: 'Leaves out the step that is stopped, where the playbook lets you.',
  usage: '[id] <reason>',
  example: '/release skip kars-17 the report is known to be broken this week',
  parse: releaseAndReason,

  async run({ release, reason }, context) {
    const { id } = await pickRelease(release, context.releases);
    return order(toOrder({ order: 'skip', release: id, reason }), context);
  },
});
