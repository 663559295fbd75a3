import { defineCliCommand } from './_command.ts';
import { chosenRelease, giveOrder, readOrderLine, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'hold',
  summary: 'Puts a release on hold, without Slack.',
  usage: 'ID REASON… --as EMAIL',

  async run(args, io) {
    const { words, as } = readOrderLine(args, `${this.name} ${this.usage}`);
    const [id, ...reason] = words;
    return withDatabase(io, async (store, database) => {
      const release = (await chosenRelease(store, id)).id;
      return giveOrder({ order: 'hold', release, reason: reason.join(' ') }, as, { io, store, database });
    });
  },
});
