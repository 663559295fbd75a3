import { UserError } from '../core/errors.ts';
import { asksDatabase } from '../engine/rollback.ts';
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
      const { id: release, plan } = await chosenRelease(store, id);
      if (!['yes', 'no'].includes(options.database ?? (asksDatabase(plan) ? 'unknown' : 'no'))) {
        throw new UserError(
          'bad_usage',
          'did this release change the database? Some steps of the rollback depend on it',
          {
            fix: 'Say `--database yes` or `--database no`.',
          },
        );
      }
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
