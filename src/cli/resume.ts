import { defineCliCommand } from './_command.ts';
import { chosenRelease, giveOrder, readOrderLine, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'resume',
  summary: 'Ends a hold, without Slack.',
  usage: '[ID] --as EMAIL',

  async run(args, io) {
    const { words, as } = readOrderLine(args, `${this.name} ${this.usage}`);
    return withDatabase(io, async (store, database) => {
      const release = (await chosenRelease(store, words[0])).id;
      return giveOrder({ order: 'resume', release }, as, { io, store, database });
    });
  },
});
