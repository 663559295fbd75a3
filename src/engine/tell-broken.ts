import type { PlaybookShelf } from '../core/ports.ts';
import { escapeText } from '../core/text.ts';
import type { EngineParts } from './parts.ts';

/** More would not be read in a channel; `shipmate check` tells all of them. */
const SHOWN = 10;

/**
 * Says that a playbook can't be used, in the channel of its last release: a broken file can't say itself where its team
 * talks. It stops nothing that runs.
 */
export async function tellBroken(playbook: string, { broken }: PlaybookShelf, parts: EngineParts): Promise<void> {
  const problems = broken.get(`${playbook}.yml`) ?? broken.get(`${playbook}.yaml`) ?? ['the file is gone'];
  parts.log.error('a playbook is refused', { playbook, problems });
  const [last] = await parts.store.history(1, playbook);
  const channel = last && (await parts.store.plan(last.id))?.playbook.channels.main?.slack;
  if (!channel) return;
  const more = problems.length > SHOWN ? `\n… and ${problems.length - SHOWN} more` : '';
  const lines = problems.slice(0, SHOWN).map((problem) => `• ${escapeText(problem)}`);
  await parts.store.withHouse((house) =>
    house.say({
      kind: 'announce',
      playbook,
      channel,
      text: `:warning: The playbook \`${escapeText(playbook)}\` is refused, and opens nothing until it is corrected:\n${lines.join('\n')}${more}`,
    }),
  );
}
