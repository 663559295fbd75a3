import { help } from '../blocks/help.ts';
import { defineCommand } from './_command.ts';

export default defineCommand({
  name: 'help',
  summary: 'This list.',
  usage: '',
  example: '/release help',
  parse: () => ({}),

  async run(_args, { commands, releases }) {
    const { good } = await releases.playbooks();
    return { to: 'caller', ...help(commands, [...good.values()]) };
  },
});
