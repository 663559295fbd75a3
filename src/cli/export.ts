import { UserError } from '../core/errors.ts';
import { defineCliCommand } from './_command.ts';
import { chosenRelease, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'export',
  summary: 'Prints every fact of a release as one line of JSON each: the proof for an auditor.',
  usage: 'ID',

  async run([id], io) {
    if (id === undefined)
      throw new UserError('bad_usage', 'no release was given', { fix: 'Usage: shipmate export ID' });
    return withDatabase(io, async (store) => {
      const { id: chain } = await chosenRelease(store, id);
      for (const fact of await store.facts(chain)) io.out(JSON.stringify(fact));
      return 0;
    });
  },
});
