import { messageOf, UserError } from '../core/errors.ts';
import type { Releases } from '../core/ports.ts';
import type { EngineParts } from './parts.ts';

/** Orders that the CLI left. A refusal is an answer, too. */
export async function takeInbox({ store, log }: EngineParts, releases: Releases): Promise<void> {
  for (const { order, sender } of await store.inbox()) {
    try {
      // The door remembers it under its key, which answers the row.
      await releases.submit(order, sender);
    } catch (error) {
      if (!(error instanceof UserError)) log.error('an order of the inbox failed', { order: order.order, error });
      const fix = error instanceof UserError && error.fix ? `\n${error.fix}` : '';
      await store.answerInbox(sender.key, { refused: `${messageOf(error)}${fix}` });
    }
  }
}
