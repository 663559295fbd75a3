import { UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { PlaybookShelf } from '../core/ports.ts';
import { listed, nearest } from '../core/text.ts';

/** Throws a UserError that lists every mistake when the file is broken, or the nearest name when there is none. */
export function findPlaybook({ good, broken }: PlaybookShelf, name: string): Playbook {
  const playbook = good.get(name);
  if (playbook) return playbook;
  const problems = broken.get(`${name}.yml`) ?? broken.get(`${name}.yaml`);
  if (problems) {
    throw new UserError('playbook_invalid', `the playbook \`${name}\` is not valid:\n${problems.join('\n')}`, {
      fix: 'Correct these lines, then say it again.',
    });
  }
  const known = [...good.keys()];
  const meant = nearest(name, known);
  throw new UserError('no_playbook', `there is no playbook \`${name}\``, {
    fix: meant ? `Did you mean \`${meant}\`?` : `There are: ${listed(known) || 'none at all'}.`,
    field: 'playbook',
  });
}
