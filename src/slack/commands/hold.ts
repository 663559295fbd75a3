import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { order, pickRelease, releaseAndReason } from './_words.ts';

export default defineCommand({
  name: 'hold',
  summary: 'Nothing new is begun until it is resumed; clicks still count.',
  usage: '[id] <reason>',
  example: '/release hold kars-17 the database team asks us to wait',
  parse: releaseAndReason,

  async run({ release, reason }, context) {
    const { id } = await pickRelease(release, context.releases);
    return order(toOrder({ order: 'hold', release: id, reason }), context);
  },
});
