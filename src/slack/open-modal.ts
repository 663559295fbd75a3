import { setTimeout as sleep } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { UserError } from '../core/errors.ts';
import { messageView } from './blocks/form.ts';
import { failureOf } from './failure.ts';
import type { ModalRequest } from './reply.ts';

export interface OpenParts {
  readonly client: WebClient;
  /** mrkdwn for an error, logged where it has to be. */
  explain(error: unknown): string;
}

/** A trigger lives three seconds, Slack's own delays included; whoever isn't ready by then gets a loading modal. */
const PATIENCE_MS = 400;

/**
 * Opens a modal before its trigger expires. Throws UserError when the view is refused before it was opened, or when
 * Slack doesn't open it; what goes wrong later is shown in the modal itself.
 */
export async function openModal(trigger: string, request: ModalRequest, parts: OpenParts): Promise<void> {
  const filling = request.view();
  const early = await Promise.race([filling, sleep(PATIENCE_MS, undefined, { ref: false })]);
  if (early !== undefined) {
    await open(trigger, early, parts.client);
    return;
  }
  const [id, hash] = await open(
    trigger,
    messageView(request.title, ':hourglass_flowing_sand: One moment …'),
    parts.client,
  );
  const view = await filling.catch((error: unknown) => messageView(request.title, parts.explain(error)));
  // With the hash, so that a late view never overwrites a newer one.
  await parts.client.views.update({ view_id: id, hash, view });
}

async function open(trigger: string, view: ModalView, client: WebClient): Promise<readonly [id: string, hash: string]> {
  try {
    const opened = await client.views.open({ trigger_id: trigger, view });
    return [opened.view?.id ?? '', opened.view?.hash ?? ''];
  } catch (error) {
    throw new UserError('modal_failed', `Slack did not open the form: ${failureOf(error).why}.`, {
      fix: 'Nothing was changed. Try again.',
      cause: error,
    });
  }
}
