import { exceptionRequest } from '../modals.ts';
import { readPull } from '../pull-number.ts';
import { defineCommand } from './_command.ts';
import { badUsage } from './_words.ts';

export default defineCommand({
  name: 'exception',
  summary: 'Asks for one pull request to be let through a freeze.',
  usage: '<pull request> [playbook]',
  example: '/release exception 42',

  parse(words) {
    const [pull, playbook, ...rest] = words;
    if (pull === undefined) throw badUsage('The pull request is missing.');
    if (!readPull(pull)) throw badUsage(`\`${pull}\` is no pull request: write its number or its address.`);
    if (rest.length > 0) throw badUsage(`\`${rest.join(' ')}\` means nothing here: the form asks for the reason.`);
    return { pull, playbook };
  },

  run: async ({ pull, playbook }, { channel, releases }) => ({
    modal: exceptionRequest({ pull, playbook, channel }, releases),
  }),
});
