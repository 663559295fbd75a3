import type { ModalView } from '@slack/types';
import type { z } from 'zod';
import type { Releases } from '../../core/ports.ts';
import type { Outcome } from '../../core/release/order.ts';
import type { ModalRequest } from '../reply.ts';

/**
 * A family of buttons and modals: `action_id` and `callback_id` are `<family>:<verb>`. What a button carries comes back
 * from outside, so it is parsed, and who may do it is the engine's decision.
 */
export interface Family<Value = unknown, Meta = unknown> {
  /** The name of its file. */
  readonly name: string;
  readonly summary: string;
  /** What its buttons carry. */
  readonly value: z.ZodType<Value>;
  /** A click on one of its buttons. Throws UserError. */
  press?(verb: string, value: Value, context: PressContext): Promise<Pressed>;
  /** What its modals carry. */
  readonly meta: z.ZodType<Meta>;
  /** One of its modals was submitted. Throws UserError, with a field when it is about one. */
  submit?(verb: string, form: FormState<Meta>, context: PressContext): Promise<Outcome>;
  /** An input of an open modal was changed that others depend on: the modal as it shall look now. */
  change?(verb: string, form: FormState<Meta>, context: PressContext): Promise<ModalView>;
}

export interface PressContext {
  /** Slack user id; the engine authorises it. */
  readonly by: string;
  /** The same for a redelivery. */
  readonly key: string;
  /** Where the button stands; undefined inside a modal. */
  readonly channel: string | undefined;
  readonly releases: Releases;
}

export type Pressed = Outcome | { readonly modal: ModalRequest };

export interface FormState<Meta> {
  readonly meta: Meta;
  /** By block_id: the text or the chosen value; '' when nothing is filled in. */
  readonly values: Readonly<Record<string, string>>;
  /** By block_id: the boxes that are ticked. */
  readonly ticked: Readonly<Record<string, readonly string[]>>;
}

export function defineFamily<Value, Meta = never>(family: Family<Value, Meta>): Family<Value, Meta> {
  return family;
}
