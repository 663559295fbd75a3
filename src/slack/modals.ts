import { UserError } from '../core/errors.ts';
import type { Playbook } from '../core/playbook/playbook.ts';
import type { Releases } from '../core/ports.ts';
import { listed, nearest } from '../core/text.ts';
import { exceptionModal } from './blocks/exception-modal.ts';
import { hotfixModal } from './blocks/hotfix-modal.ts';
import { rollbackModal } from './blocks/rollback-modal.ts';
import { startModal } from './blocks/start-modal.ts';
import { readPull } from './pull-number.ts';
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

/** Asks for one pull request to be let through; of this playbook only, when one is named. */
export function exceptionRequest(
  asked: {
    readonly playbook?: string | undefined;
    readonly pull: string | undefined;
    readonly channel?: string | undefined;
  },
  releases: Releases,
): ModalRequest {
  const { playbook, pull, channel } = asked;
  return {
    title: 'Through the freeze',
    view: async () => {
      const named = playbook === undefined ? undefined : await playbookNamed(playbook, releases);
      const { good } = await releases.playbooks();
      const playbooks = exceptional(named ? [named] : [...good.values()], pull);
      return exceptionModal({ playbooks, pull }, { channel });
    },
  };
}

/** Those whose freeze knows exceptions, and whose repository the address names. Throws UserError when there is none. */
function exceptional(playbooks: readonly Playbook[], pull: string | undefined): readonly Playbook[] {
  const able = playbooks.filter(({ freeze }) => freeze?.exceptions !== undefined);
  const repository = pull === undefined ? undefined : readPull(pull)?.repository;
  const meant = able.filter((each) => repository === undefined || each.repository === repository);
  if (meant.length > 0) return meant;
  const [only] = playbooks;
  throw new UserError(
    'no_exceptions',
    able.length > 0 && repository !== undefined
      ? `No playbook with a freeze belongs to \`${repository}\`.`
      : `${only && playbooks.length === 1 ? `\`${only.playbook}\` knows` : 'The playbooks know'} no exceptions from a freeze.`,
    { fix: 'Write `exceptions: { approved-by: [<role>] }` under `freeze`.' },
  );
}

/** The form of a hotfix: an urgent type of this playbook, or of the only playbook that has one. */
export function hotfixRequest(
  asked: {
    readonly playbook?: string | undefined;
    readonly summary?: string | undefined;
    readonly channel?: string | undefined;
  },
  releases: Releases,
): ModalRequest {
  const { playbook: name, summary, channel } = asked;
  return {
    title: 'Start a hotfix',
    view: async () => {
      const playbook = await urgentPlaybook(name, releases);
      const type = urgentType(playbook);
      if (type === undefined) throw noUrgentType(playbook.playbook);
      return hotfixModal({ playbook, type, summary }, { playbook: playbook.playbook, type, channel });
    },
  };
}

function urgentType({ types }: Playbook): string | undefined {
  return Object.keys(types).find((name) => types[name]?.urgent);
}

async function urgentPlaybook(name: string | undefined, releases: Releases): Promise<Playbook> {
  if (name !== undefined) return playbookNamed(name, releases);
  const { good } = await releases.playbooks();
  const able = [...good.values()].filter((playbook) => urgentType(playbook) !== undefined);
  const [only, ...others] = able;
  if (only && others.length === 0) return only;
  if (!only) throw noUrgentType(undefined);
  throw new UserError('which_playbook', `${able.length} playbooks have a hotfix.`, {
    fix: `Name one: ${listed(
      able.map(({ playbook }) => `\`/release hotfix ${playbook}\``),
      'or',
    )}.`,
  });
}

function noUrgentType(name: string | undefined): UserError {
  const what = name === undefined ? 'No playbook has an urgent type.' : `\`${name}\` has no urgent type.`;
  return new UserError('no_hotfix', what, {
    fix: 'Write one under `types`, with `urgent: true` and its `criteria`.',
  });
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
