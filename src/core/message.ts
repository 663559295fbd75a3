import type { Order } from './release/order.ts';

/** One message, as it is put into the outbox. */
export interface LineToSay {
  readonly kind: 'needs-you' | 'thread' | 'announce';
  readonly channel: string;
  /** Slack mrkdwn, foreign texts escaped. */
  readonly text: string;
  /** Roles called by name. */
  readonly mentions?: readonly string[];
  /** In the thread of the release's card. */
  readonly inThread?: boolean;
  /** The message that it is, for checklist lines that are ticked when it was sent. */
  readonly message?: string;
  /** The step that waits for its delivery. */
  readonly report?: { readonly run: string; readonly step: string; readonly round: number };
  /** Orders offered as buttons below it. */
  readonly buttons?: readonly LineButton[];
}

/** An order that a press gives. */
export interface LineButton {
  readonly label: string;
  readonly order: Order;
  readonly style?: 'primary' | 'danger';
}

/** A living message: of a release, or of a request. */
export interface CardToAdd {
  readonly key: string;
  readonly kind: 'release' | 'request';
  readonly run: string;
  readonly step: string;
  readonly round: number;
  readonly channel: string;
}
