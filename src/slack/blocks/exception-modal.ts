import type { ModalView } from '@slack/types';
import type { Playbook } from '../../core/playbook/playbook.ts';
import { listed } from '../../core/text.ts';
import { formView, input } from './form.ts';
import { plainLine, section } from './limits.ts';

/** How bad it is, in words that whoever decides can weigh. */
const SEVERITIES = [
  { value: 'critical', label: 'Critical: users are hit now' },
  { value: 'high', label: 'High: users will be hit before the freeze ends' },
  { value: 'normal', label: 'Normal: the release needs it' },
] as const;

export interface ExceptionForm {
  /** Those whose freeze knows exceptions. */
  readonly playbooks: readonly Playbook[];
  /** As it was typed. */
  readonly pull: string | undefined;
}

/** Asks for one pull request to be let through a freeze. */
export function exceptionModal({ playbooks, pull }: ExceptionForm, meta: object): ModalView {
  const [only] = playbooks;
  return formView({
    submits: 'exception:ask',
    meta: { ...meta, ...(playbooks.length === 1 && { playbook: only?.playbook }) },
    title: 'Through the freeze',
    button: 'Ask',
    blocks: [
      section(explained(playbooks)),
      ...(playbooks.length > 1 ? [playbookChoice(playbooks)] : []),
      input({
        name: 'pull',
        label: 'Pull request',
        kind: 'line',
        hint: 'Its number or its address. It is merged at the commit that it has when everybody has agreed.',
        ...(pull !== undefined && { initial: pull }),
      }),
      input({ name: 'severity', label: 'How bad is it?', kind: 'choice', options: SEVERITIES }),
      input({ name: 'reason', label: 'Why can it not wait?', kind: 'text' }),
    ],
  });
}

function explained(playbooks: readonly Playbook[]): string {
  const roles = [...new Set(playbooks.flatMap(({ freeze }) => freeze?.exceptions?.approvedBy ?? []))];
  return `One pull request may pass when ${plainLine(listed(roles.length > 0 ? roles : ['nobody']), 200)} ${
    roles.length > 1 ? 'agree' : 'agrees'
  }. A push to it after that asks them again.`;
}

function playbookChoice(playbooks: readonly Playbook[]): ReturnType<typeof input> {
  const options = playbooks.map(({ playbook, title }) => ({ value: playbook, label: title }));
  return input({ name: 'playbook', label: 'Whose freeze?', kind: 'choice', options });
}
