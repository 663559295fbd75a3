import { list } from '../blocks/list.ts';
import { defineCommand } from './_command.ts';
import { noWords } from './_words.ts';

export default defineCommand({
  name: 'list',
  summary: 'Playbooks and their types, when the next release opens, and what is frozen.',
  usage: '',
  example: '/release list',
  parse: noWords,

  async run(_args, { releases }) {
    const [shelf, upcoming, freezes] = await Promise.all([
      releases.playbooks(),
      releases.upcoming(20),
      releases.freezes(),
    ]);
    return { to: 'caller', ...list({ shelf, upcoming, freezes }) };
  },
});
