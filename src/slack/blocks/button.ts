import type { Button } from '@slack/types';
import type { Order } from '../../core/release/order.ts';
import { cut } from '../../core/text.ts';
import { LIMIT } from './limits.ts';

export interface ButtonSpec {
  /** `<family>:<verb>`; the family's file in slack/actions answers it. */
  readonly press: string;
  /** Tells buttons of the same press in one message apart. */
  readonly n?: number;
  readonly label: string;
  /** Ids only. It comes back from outside and is never trusted. */
  readonly value: object;
  readonly style?: 'primary' | 'danger' | undefined;
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

/** Throws when the value is longer than Slack carries: ids never are. */
export function button({ press, n, label, value, style, confirm }: ButtonSpec): Button {
  const json = JSON.stringify(value);
  if (json.length > LIMIT.buttonValue) throw new Error(`the value of button ${press} has ${json.length} characters`);
  return {
    type: 'button',
    action_id: n === undefined ? press : `${press}:${n}`,
    text: { type: 'plain_text', text: cut(label, LIMIT.buttonText), emoji: true },
    value: json,
    ...(style && { style }),
    ...(confirm && {
      confirm: {
        title: { type: 'plain_text', text: cut(confirm.title, LIMIT.confirmTitle) },
        text: { type: 'plain_text', text: cut(confirm.text, LIMIT.confirmText) },
        confirm: { type: 'plain_text', text: cut(confirm.yes, 30) },
        deny: { type: 'plain_text', text: 'Leave it' },
      },
    }),
  };
}

/** A button that carries out an order as it stands. */
export function orderButton({
  order,
  ...spec
}: Omit<ButtonSpec, 'press' | 'value'> & { readonly order: Order }): Button {
  return button({ ...spec, press: `order:${order.order}`, value: order });
}
