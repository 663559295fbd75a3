import type { KnownBlock, ModalView } from '@slack/types';
import type { Outcome } from '../core/release/order.ts';
import { LIMIT, plain } from './blocks/limits.ts';

/** What is said back. Who reads it is a decision of every reply. */
export interface Message {
  readonly to: 'caller' | 'channel';
  /** mrkdwn, escaped; what notifications and screen readers read. */
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}

/** A modal that is asked for. The view may take its time: until it is there, a loading one stands in. */
export interface ModalRequest {
  /** Title of the loading modal. */
  readonly title: string;
  /** Throws UserError when there is nothing to fill in. */
  view(): Promise<ModalView>;
}

export type Reply = Message | { readonly modal: ModalRequest };

export function replyTo({ text, to }: Outcome): Message {
  return { to: to === 'channel' ? to : 'caller', text: plain(text, LIMIT.section) };
}
