import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { order, pickRelease, releaseAndReason } from './_words.ts';

export default defineCommand({
  name: 'cancel',
  summary: 'Ends a release that will not be shipped.',
  usage: '[id] <reason>',
  example: '/release cancel kars-17 superseded by the next one',
  parse: releaseAndReason,

  async run({ release, reason }, context) {
    const { id } = await pickRelease(release, context.releases);
    return order(toOrder({ order: 'cancel', release: id, reason }), context);
  },
});
