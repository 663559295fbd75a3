import { defineCliCommand } from './_command.ts';
import { chosenRelease, giveOrder, readOrderLine, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'blank',
  summary: 'Blanks what one fact says, after a secret was pasted into it; the chain stays whole.',
  usage: 'ID FACT REASON… --as EMAIL',

  async run(args, io) {
    const { words, as } = readOrderLine(args, `${this.name} ${this.usage}`);
    const [id, seq, ...reason] = words;
    return withDatabase(io, async (store, database) => {
      const release = (await chosenRelease(store, id)).id;
      return giveOrder({ order: 'blank', release, seq: Number(seq), reason: reason.join(' ') }, as, {
        io,
        store,
        database,
      });
    });
  },
});
