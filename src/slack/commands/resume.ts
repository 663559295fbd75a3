import { defineCommand } from './_command.ts';
import { onlyRelease, order, pickRelease } from './_words.ts';

export default defineCommand({
  name: 'resume',
  summary: 'Ends a hold.',
  usage: '[id]',
  example: '/release resume kars-17',
  parse: onlyRelease,

  async run({ release }, context) {
    const { id } = await pickRelease(release, context.releases);
    return order({ order: 'resume', release: id }, context);
  },
});
