import type { KnownBlock, ModalView } from '@slack/types';
import type { Field } from '../../core/release/ask.ts';
import type { RollbackForm } from '../../core/release/release.ts';
import { cut, listed } from '../../core/text.ts';
import { formView, input } from './form.ts';
import { context, LIMIT, plainLine, section, sections } from './limits.ts';
import { date } from './words.ts';

/** Everything a commander needs to decide, on one screen, in the order in which it is decided. */
export function rollbackModal(form: RollbackForm, meta: object): ModalView {
  return formView({
    submits: 'rollback:decide',
    meta,
    title: `Roll back ${form.release}`,
    button: 'Confirm',
    blocks: [
      section(`*${plainLine(form.title, 150)}* · running now: \`${plainLine(form.running, 60)}\``),
      target(form),
      choice(form),
      input({ name: 'reason', label: 'Reason', kind: 'text' }),
      input({ name: 'impact', label: 'Impact: who notices what?', kind: 'text', optional: true }),
      ...(form.asksDatabase ? [input(DATABASE)] : []),
      ...planBlocks(form),
    ],
  });
}

const FORWARD = { value: 'fix-forward', label: 'Fix forward: stay, and start a fix' };
const BACK = { value: 'roll-back', label: 'Roll back: go to the version above' };

function choice({ versions }: RollbackForm): KnownBlock {
  const options = versions.length === 0 ? [FORWARD] : [BACK, FORWARD];
  return input({
    name: 'choice',
    label: 'What shall happen?',
    kind: 'choice',
    options,
    initial: options[0]?.value ?? '',
  });
}

const DATABASE: Field = {
  name: 'database',
  label: 'Did this release change the database?',
  kind: 'choice',
  options: [
    { value: 'yes', label: 'Yes: its steps for the database run too' },
    { value: 'no', label: 'No' },
  ],
};

function target({ versions }: RollbackForm): KnownBlock {
  if (versions.length === 0)
    return section(':warning: No earlier version was ever proven live: there is nothing to go back to.');
  const options = versions.slice(0, LIMIT.selectOptions).map(({ version, liveAt, release }) => ({
    text: {
      type: 'plain_text' as const,
      text: cut(`${version} · live ${day(liveAt)}${release === null ? '' : ` · ${release}`}`, LIMIT.optionText),
    },
    value: version,
  }));
  const [newest] = options;
  return {
    type: 'input',
    block_id: 'version',
    label: { type: 'plain_text', text: 'Go back to' },
    element: { type: 'static_select', action_id: 'value', options, ...(newest && { initial_option: newest }) },
  };
}

/** Options are plain text, where Slack renders no times. */
function day(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function planBlocks({ plan, triggers, decidedBy, versions }: RollbackForm): KnownBlock[] {
  const [newest] = versions;
  return [
    ...sections([
      '*What a rollback does, in this order*',
      ...plan.map((title, index) => `${index + 1}. ${plainLine(title, 200)}`),
    ]),
    ...(triggers.length === 0
      ? []
      : sections(['*When to roll back*', ...triggers.map((text) => `• ${plainLine(text, 200)}`)])),
    context(
      `Decided by ${plainLine(listed(decidedBy, 'or'), 200)}`,
      newest === undefined ? '' : `\`${plainLine(newest.version, 60)}\` was proven live ${date(newest.liveAt)}`,
    ),
  ];
}
