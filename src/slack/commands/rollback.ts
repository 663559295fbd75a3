import { rollbackRequest } from '../modals.ts';
import { defineCommand } from './_command.ts';
import { onlyRelease, pickRelease } from './_words.ts';

export default defineCommand({
  name: 'rollback',
  summary: 'Shows the way back and asks for the decision; nothing happens before it is confirmed.',
  usage: '[id]',
  example: '/release rollback kars-17',
  parse: onlyRelease,

  async run({ release }, { releases, channel }) {
    // Trouble often shows when the release has ended: then the last one shipped is meant.
    const shipped =
      release === undefined && (await releases.open()).length === 0
        ? (await releases.history(20)).find(({ status }) => status === 'finished')?.id
        : undefined;
    const { id } = await pickRelease(release ?? shipped, releases);
    return { modal: rollbackRequest(id, channel, releases) };
  },
});
