import { UserError } from '../../core/errors.ts';
import type { Playbook } from '../../core/playbook/playbook.ts';
import { listed, nearest } from '../../core/text.ts';
import { playbookNamed, startRequest } from '../modals.ts';
import { toOrder } from '../order-key.ts';
import { defineCommand } from './_command.ts';
import { badUsage, order } from './_words.ts';

export default defineCommand({
  name: 'start',
  summary: 'Open a release; asks for the type and its criteria where there are any.',
  usage: '<playbook> [type] [version]',
  example: '/release start kars-weekly hotfix 1.4.3',

  parse(words) {
    const [playbook, ...rest] = words;
    if (playbook === undefined) throw badUsage('The name of a playbook is missing.');
    const versions = rest.filter(isVersion);
    const types = rest.filter((word) => !isVersion(word));
    if (versions.length > 1 || types.length > 1)
      throw badUsage(`\`${rest.join(' ')}\` is more than one type and one version.`);
    return { playbook, type: types[0], version: versions[0]?.replace(/^v/, '') };
  },

  async run({ playbook: name, type, version }, context) {
    const playbook = await playbookNamed(name, context.releases);
    const chosen = typeOf(playbook, type);
    const isClear = type !== undefined || Object.keys(playbook.types).length === 1;
    if (isClear && Object.keys(playbook.types[chosen]?.criteria ?? {}).length === 0) {
      return order(toOrder({ order: 'start', playbook: name, type: chosen, version }), context);
    }
    return { modal: startRequest({ playbook, type: chosen, version, channel: context.channel }) };
  },
});

function isVersion(word: string): boolean {
  return /^v?\d+\.\d+/.test(word);
}

/** The type that is meant, the first one when nothing is said. */
function typeOf({ types, playbook }: Playbook, word: string | undefined): string {
  const names = Object.keys(types);
  const [first] = names;
  if (word === undefined && first !== undefined) return first;
  if (word !== undefined && names.includes(word)) return word;
  const meant = word === undefined ? undefined : nearest(word, names);
  throw new UserError('no_such_type', `\`${playbook}\` has no type \`${word}\`.`, {
    fix: meant ? `Did you mean \`${meant}\`?` : `Its types are ${listed(names.map((name) => `\`${name}\``))}.`,
  });
}
