import type { KnownBlock } from '@slack/types';
import { isEnded, type ReleaseView } from '../../core/release/release.ts';
import { divider, fitted, section } from '../blocks/limits.ts';
import { requestBlocks } from '../blocks/request-card.ts';
import { movingRuns } from '../blocks/waits.ts';
import { mentionsOfRelease } from '../mentions.ts';
import { type CommandContext, defineCommand } from './_command.ts';
import { onlyRelease, pickRelease } from './_words.ts';

export default defineCommand({
  name: 'sign-off',
  summary: 'What waits for your word, with the buttons to give it.',
  usage: '[id]',
  example: '/release sign-off',
  parse: onlyRelease,

  async run({ release }, context) {
    const views =
      release === undefined ? await context.releases.open() : [await pickRelease(release, context.releases)];
    const found = (await Promise.all(views.map((view) => requestsFor(view, context)))).flat();
    if (found.length === 0)
      return { to: 'caller', text: 'Nothing waits for your word. Who is waited for: `/release status`.' };
    const text = `${found.length} ${found.length === 1 ? 'request waits' : 'requests wait'} for your word.`;
    const blocks = found.flatMap((request, index) => (index === 0 ? request : [divider, ...request]));
    return { to: 'caller', text, blocks: fitted([section(text), ...blocks]) };
  },
});

/** The requests of this release that the caller may answer in a role of theirs; what anyone may answer is not asked of them. */
async function requestsFor(view: ReleaseView, { by, people }: CommandContext): Promise<readonly KnownBlock[][]> {
  const roles = new Set(await people.roles.of(view.plan.playbook, by, people.now()));
  const mentions = await mentionsOfRelease(view, people);
  return movingRuns(view).flatMap((run) =>
    run.steps.flatMap((step) => {
      const { ask } = step;
      if (ask === null || isEnded(step.status)) return [];
      const mine = ask.answers.filter(({ of }) => of.some((role) => roles.has(role)));
      if (mine.length === 0) return [];
      const items = ask.items?.filter(({ key }) => mine.some(({ item }) => item === key)) ?? [];
      return [requestBlocks({ view, run, step }, { ...ask, of: [], items, answers: mine }, mentions)];
    }),
  );
}
