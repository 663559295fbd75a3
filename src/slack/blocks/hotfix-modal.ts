import type { ModalView } from '@slack/types';
import type { Playbook } from '../../core/playbook/playbook.ts';
import { formView, input } from './form.ts';
import { plainLine, section } from './limits.ts';
import { criteriaBlocks } from './start-modal.ts';

export interface HotfixForm {
  readonly playbook: Playbook;
  /** The urgent type. */
  readonly type: string;
  readonly summary?: string | undefined;
}

/** What is broken, how bad it is by the playbook's own criteria, and which incident it belongs to. */
export function hotfixModal({ playbook, type, summary }: HotfixForm, meta: object): ModalView {
  return formView({
    submits: 'hotfix:open',
    meta,
    title: 'Start a hotfix',
    button: 'Start',
    blocks: [
      section(`*${plainLine(playbook.title, 150)}*: a fix that does not wait for the next release.`),
      input({
        name: 'summary',
        label: 'What is broken?',
        kind: 'text',
        ...(summary !== undefined && { initial: summary }),
      }),
      ...criteriaBlocks(playbook, type),
      input({
        name: 'incident',
        label: 'Incident',
        kind: 'line',
        optional: true,
        hint: 'Its number or address: it is named in the branch, in the messages and in the history.',
      }),
    ],
  });
}
