import { history } from '../blocks/history.ts';
import { playbookNamed } from '../modals.ts';
import { defineCommand } from './_command.ts';
import { badUsage } from './_words.ts';

export default defineCommand({
  name: 'history',
  summary: 'The last releases and what became of them.',
  usage: '[playbook]',
  example: '/release history kars-weekly',

  parse(words) {
    if (words.length > 1) throw badUsage(`\`${words.join(' ')}\` is more than one playbook.`);
    return { playbook: words[0] };
  },

  async run({ playbook }, { releases }) {
    if (playbook !== undefined) await playbookNamed(playbook, releases);
    return { to: 'caller', ...history(await releases.history(15, playbook)) };
  },
});
