import { HOUSE, verifyChain } from '../store/chain.ts';
import { defineCliCommand } from './_command.ts';
import { withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'verify',
  summary: 'Recomputes the chain of facts of one release, or of all, and says whether anything was changed.',
  usage: '[ID]',

  async run([id], io) {
    return withDatabase(io, async (store) => {
      const ids = id === undefined ? [...(await store.history(1_000_000)).map((row) => row.id), HOUSE] : [id];
      let problems = 0;
      let facts = 0;
      for (const each of ids) {
        const records = each === HOUSE ? undefined : await store.read(each);
        if (each !== HOUSE && !records) {
          io.err(`There is no release \`${each}\`.`);
          return 1;
        }
        const head = records && { seq: records.release.seq, hash: records.release.head };
        const verdict = verifyChain(await store.facts(each), head);
        facts += verdict.facts;
        problems += verdict.problems.length;
        for (const problem of verdict.problems) io.err(`${each}: ${problem}`);
        if (id !== undefined)
          io.out(`${each}: ${verdict.facts} facts, ${verdict.blanked} blanked, head ${head?.hash ?? 'none'}`);
      }
      if (problems === 0) io.out(`${facts} facts in ${ids.length} chains: whole.`);
      return problems === 0 ? 0 : 1;
    });
  },
});
