import { UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { Releases } from '../core/ports.ts';
import { listed, nearest } from '../core/text.ts';
import { rollbackModal } from './blocks/rollback-modal.ts';
import { startModal } from './blocks/start-modal.ts';
import type { ModalRequest } from './reply.ts';

/** The rollback modal, opened by a command and by the card's button. */
export function rollbackRequest(release: string, channel: string | undefined, releases: Releases): ModalRequest {
  return {
    title: `Roll back ${release}`,
    view: async () => rollbackModal(await releases.rollbackForm(release), { release, channel }),
  };
}

export interface StartChoice {
  readonly playbook: Playbook;
  readonly type: string;
  readonly version?: string | undefined;
  readonly channel: string | undefined;
}

export function startRequest({ playbook, type, version, channel }: StartChoice): ModalRequest {
  return {
    title: 'Start a release',
    view: async () => startModal({ playbook, type, version }, { playbook: playbook.playbook, type, channel }),
  };
}

/** The playbook as it is on disk now. Throws UserError with the nearest name, or with what is wrong in its file. */
export async function playbookNamed(name: string, releases: Releases): Promise<Playbook> {
  const { good, broken } = await releases.playbooks();
  const playbook = good.get(name);
  if (playbook) return playbook;
  const file = [...broken].find(
    ([path]) =>
      path
        .split('/')
        .at(-1)
        ?.replace(/\.ya?ml$/, '') === name,
  );
  if (file) {
    throw new UserError('playbook_invalid', `\`${file[0]}\` can't be used: ${file[1].slice(0, 3).join('; ')}`, {
      fix: 'Correct the file; it is read again at the next start.',
    });
  }
  const meant = nearest(name, [...good.keys()]);
  const known = [...good.keys()].map((key) => `\`${key}\``);
  throw new UserError('no_such_playbook', `There is no playbook \`${name}\`.`, {
    fix: meant ? `Did you mean \`${meant}\`?` : `Known: ${known.length === 0 ? 'none' : listed(known)}.`,
  });
}
