import { defineCliCommand } from './_command.ts';
import { chosenRelease, giveOrder, readOrderLine, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'rollback',
  summary: 'Rolls a release back to a version that was live before, without Slack.',
  usage: 'ID VERSION REASON… [--database yes|no] [--impact TEXT] --as EMAIL',

  async run(args, io) {
    const { words, as, options } = readOrderLine(args, `${this.name} ${this.usage}`, ['database', 'impact']);
    const [id, version, ...reason] = words;
    return withDatabase(io, async (store, database) => {
      const release = (await chosenRelease(store, id)).id;
      const order = {
        order: 'rollback',
        release,
        version,
        reason: reason.join(' '),
        impact: options.impact ?? '',
        database: options.database === 'yes',
        choice: 'roll-back',
      };
      return giveOrder(order, as, { io, store, database });
    });
  },
});
