import { UserError } from '../../core/errors.ts';
import type { ReleaseView } from '../../core/release/release.ts';
import { listed, nearest } from '../../core/text.ts';
import { type CommandContext, defineCommand } from './_command.ts';
import { badUsage, order, pickRelease } from './_words.ts';

export default defineCommand({
  name: 'retry',
  summary: 'Tries the stopped step again, or begins again from an earlier one.',
  usage: '[id] [step | from <step>]',
  example: '/release retry kars-17 from staging',

  parse(words) {
    if (words.length > 3) throw badUsage(`\`${words.join(' ')}\` is more than a release and a step.`);
    if (words.at(-1) === 'from') throw badUsage('The step behind `from` is missing.');
    return { words };
  },

  async run({ words }, context) {
    const { view, rest } = await releaseOrStep(words, context);
    const [first, second, ...more] = rest;
    if (more.length > 0 || (second !== undefined && first !== 'from'))
      throw badUsage(`\`${rest.join(' ')}\` is no step.`);
    if (first === 'from' && second !== undefined) {
      return order({ order: 'retry', release: view.id, from: stepOf(view, second) }, context);
    }
    return order(
      { order: 'retry', release: view.id, ...(first !== undefined && { step: stepOf(view, first) }) },
      context,
    );
  },
});

/** Steps may be called like releases (`deploy-2`), so only a release that exists counts as one. */
async function releaseOrStep(
  words: readonly string[],
  { releases }: CommandContext,
): Promise<{ readonly view: ReleaseView; readonly rest: readonly string[] }> {
  const [first, ...rest] = words;
  const view = first === undefined ? undefined : await releases.find(first.toLowerCase());
  return view ? { view, rest } : { view: await pickRelease(undefined, releases), rest: words };
}

function stepOf(view: ReleaseView, word: string): string {
  const ids = view.runs.flatMap(({ steps }) => steps.map(({ id }) => id));
  if (ids.includes(word)) return word;
  const meant = nearest(word, ids);
  throw new UserError('no_such_step', `\`${view.id}\` has no step \`${word}\`.`, {
    fix: meant ? `Did you mean \`${meant}\`?` : `Its steps are ${listed(ids.map((id) => `\`${id}\``))}.`,
  });
}
