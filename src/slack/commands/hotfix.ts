import { hotfixRequest } from '../modals.ts';
import { defineCommand } from './_command.ts';

export default defineCommand({
  name: 'hotfix',
  summary: 'Starts a fix that does not wait for the next release; asks what is broken and how bad it is.',
  usage: '[playbook] [what is broken]',
  example: '/release hotfix kars-weekly nobody can log in',

  parse(words) {
    const [first, ...rest] = words;
    return { first, rest };
  },

  async run({ first, rest }, { channel, releases }) {
    // The name may be left out where only one playbook has a hotfix; then the first word is about what is broken.
    const { good } = await releases.playbooks();
    const isName = first !== undefined && good.has(first);
    const said = (isName ? rest : [...(first === undefined ? [] : [first]), ...rest]).join(' ');
    const playbook = isName ? first : undefined;
    return { modal: hotfixRequest({ playbook, channel, ...(said !== '' && { summary: said }) }, releases) };
  },
});
