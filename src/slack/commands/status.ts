import { statusOfMany, statusOfNone, statusOfOne } from '../blocks/status.ts';
import { mentionsOfRelease } from '../mentions.ts';
import { defineCommand } from './_command.ts';
import { onlyRelease, pickRelease } from './_words.ts';

export default defineCommand({
  name: 'status',
  summary: 'Where a release stands, what it waits for, and who can clear it.',
  usage: '[id]',
  example: '/release status kars-17',
  parse: onlyRelease,

  async run({ release }, { releases, people }) {
    const views = release === undefined ? await releases.open() : [await pickRelease(release, releases)];
    const [only, ...others] = views;
    if (!only) return { to: 'caller', ...statusOfNone(await releases.upcoming(5)) };
    if (others.length === 0) return { to: 'caller', ...statusOfOne(only, await mentionsOfRelease(only, people)) };
    const rows = await Promise.all(
      views.map(async (view) => ({ view, mentions: await mentionsOfRelease(view, people) })),
    );
    return { to: 'caller', ...statusOfMany(rows) };
  },
});
