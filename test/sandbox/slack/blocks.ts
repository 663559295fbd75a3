import type { KnownBlock, ModalView } from '@slack/types';

export function signOff(): KnownBlock[] {
  return [
    { type: 'section', text: { type: 'mrkdwn', text: '*Functional tests* wait for QA' } },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'sign-off:give',
          text: { type: 'plain_text', text: 'Give sign-off' },
          style: 'primary',
          value: '{"area":"authentication"}',
        },
        {
          type: 'button',
          action_id: 'sign-off:reject',
          text: { type: 'plain_text', text: 'Reject' },
          style: 'danger',
        },
      ],
    },
  ];
}

export function modal(): ModalView {
  return {
    type: 'modal',
    callback_id: 'reason',
    title: { type: 'plain_text', text: 'Roll back' },
    submit: { type: 'plain_text', text: 'Roll back' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
      },
    ],
  };
}
