import { setTimeout as sleep } from 'node:timers/promises';
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { messageOf, messageWithFix, UserError } from '../core/errors.ts';
import type { Outcome } from '../core/release/order.ts';
import { messageView } from './blocks/form.ts';
import type { Clients } from './clients.ts';
import { explain } from './explain.ts';
import type { Identity } from './identity.ts';
import { openModal } from './open-modal.ts';
import { Click, CommandCall, ShortcutChosen, Submission } from './payloads.ts';
import { change, channelOf, type PressParts, press, submit } from './presses.ts';
import { type Message, type ModalRequest, replyTo } from './reply.ts';
import { answerCommand, type RouterParts } from './router.ts';
import type { Shortcut } from './shortcuts/_shortcut.ts';
import { type Ear, tell } from './tell.ts';

export interface ListenerParts extends RouterParts, PressParts {
  readonly clients: Clients;
  /** The files of slack/shortcuts, by name. */
  readonly shortcuts: ReadonlyMap<string, Shortcut>;
  /** Who we are; undefined before Slack has told. */
  identity(): Identity | undefined;
  /** Keeps count of what is in hand, so that a stop can wait for it. Refuses when stopping. */
  inHand(work: () => Promise<void>): Promise<void>;
}

/** Slack gives up on a command after three seconds; a slow answer follows by its response_url. */
const COMMAND_PATIENCE_MS = 2_000;

const FOREIGN = ':warning: Only members of the workspace that Shipmate is installed in can do that.';

/** One listener of each sort; our own tables stand behind them. Bolt asks every listener about every event. */
export function listen(app: App, parts: ListenerParts): void {
  app.command('/release', ({ body, ack }) =>
    parts.inHand(() => onCommand(CommandCall.parse(body), surely(ack, parts), parts)),
  );
  app.action<BlockAction>(/./, ({ body, ack }) =>
    parts.inHand(() => onClick(Click.parse(body), surely(ack, parts), parts)),
  );
  app.view<ViewSubmitAction>(/./, ({ body, ack }) =>
    parts.inHand(() => onSubmission(Submission.parse(body), surely(ack, parts), parts)),
  );
  app.shortcut(/./, ({ body, ack }) =>
    parts.inHand(() => onShortcut(ShortcutChosen.parse(body), surely(ack, parts), parts)),
  );
  app.error(async (error) => parts.log.error('a Slack listener failed', { error }));
}

/** A lost acknowledgement changes nothing about what is stored: it must not be mistaken for a failed order. */
function surely<Answer extends readonly unknown[]>(
  ack: (...answer: Answer) => Promise<void>,
  { log }: ListenerParts,
): (...answer: Answer) => Promise<void> {
  return (...answer) =>
    ack(...answer).catch((error: unknown) => log.warn('an acknowledgement was lost', { error: messageOf(error) }));
}

type CommandAck = (answer?: {
  response_type: 'ephemeral' | 'in_channel';
  text: string;
  blocks?: Block[];
}) => Promise<void>;
type Block = NonNullable<Message['blocks']>[number];

async function onCommand(call: CommandCall, ack: CommandAck, parts: ListenerParts): Promise<void> {
  const ear: Ear = { user: call.user_id, responseUrl: call.response_url };
  if (call.team_id !== parts.identity()?.team) return ack({ response_type: 'ephemeral', text: FOREIGN });
  const answering = answerCommand(
    { text: call.text, by: call.user_id, channel: call.channel_id, trigger: call.trigger_id },
    parts,
  );
  const early = await Promise.race([answering, sleep(COMMAND_PATIENCE_MS, undefined, { ref: false })]);
  if (early === undefined || 'modal' in early) await ack();
  const reply = early ?? (await answering);
  if ('modal' in reply) return showModal(call.trigger_id, reply.modal, { ear, parts });
  if (early === undefined) return tell(ear, reply, tellParts(parts));
  const { to, text, blocks } = reply;
  await ack({
    response_type: to === 'channel' ? 'in_channel' : 'ephemeral',
    text,
    ...(blocks && { blocks: [...blocks] }),
  });
}

/** Acknowledged only when it is stored or refused: without an acknowledgement Slack shows the person that it failed. */
async function onClick(click: Click, ack: () => Promise<void>, parts: ListenerParts): Promise<void> {
  const ear: Ear = {
    user: click.user.id,
    responseUrl: click.response_url,
    channel: click.channel?.id,
    thread: click.message?.thread_ts,
  };
  const say = (text: string): Promise<void> => tell(ear, { to: 'caller', text }, tellParts(parts));
  if (isForeign(click, parts)) return ack().then(() => say(FOREIGN));
  try {
    if (click.view) return await onChange(click, click.view, { ack, parts });
    const pressed = await press(click, parts);
    await ack();
    if ('modal' in pressed) return await showModal(click.trigger_id, pressed.modal, { ear, parts });
    await tellOutcome(ear, pressed, parts);
  } catch (error) {
    const doing = { click: click.actions[0].action_id, by: click.user.id };
    const text = explain(error, doing, parts);
    if (error instanceof UserError) await ack();
    await say(text);
  }
}

/** Redraws the open modal, by its hash: a newer one stays. */
async function onChange(
  click: Click,
  view: NonNullable<Click['view']>,
  { ack, parts }: { readonly ack: () => Promise<void>; readonly parts: ListenerParts },
): Promise<void> {
  const redrawn = await change(click, view, parts);
  await ack();
  await parts.clients.interactive.views.update({ view_id: view.id, hash: view.hash, view: redrawn });
}

/** Nothing is stored by it, so that it is acknowledged at once: the form has to open within three seconds. */
async function onShortcut(chosen: ShortcutChosen, ack: () => Promise<void>, parts: ListenerParts): Promise<void> {
  const channel = chosen.channel?.id;
  const ear: Ear = { user: chosen.user.id, responseUrl: chosen.response_url, channel };
  await ack();
  const say = (text: string): Promise<void> => tell(ear, { to: 'caller', text }, tellParts(parts));
  if (isForeign(chosen, parts)) return say(FOREIGN);
  const shortcut = parts.shortcuts.get(chosen.callback_id.split(':')[0] ?? '');
  if (!shortcut) return say(':warning: This shortcut is from another version of Shipmate.');
  const { title, view } = shortcut.open({ text: chosen.message?.text, channel, releases: parts.releases });
  const doing = { shortcut: chosen.callback_id, by: chosen.user.id };
  // It may have been chosen outside of any channel: then only a modal can say what is wrong.
  const told = (error: unknown): ModalView => messageView(title, explain(error, doing, parts));
  await showModal(chosen.trigger_id, { title, view: () => view().catch(told) }, { ear, parts });
}

type ViewAck = (
  answer?:
    | { response_action: 'errors'; errors: Record<string, string> }
    | { response_action: 'update'; view: ModalView },
) => Promise<void>;

async function onSubmission(submission: Submission, ack: ViewAck, parts: ListenerParts): Promise<void> {
  const { user, view } = submission;
  if (isForeign(submission, parts)) return ack({ response_action: 'update', view: messageView('Shipmate', FOREIGN) });
  try {
    const outcome = await submit(submission, parts);
    await ack();
    await tellOutcome({ user: user.id, channel: channelOf(view) }, outcome, parts);
  } catch (error) {
    const text = explain(error, { form: view.callback_id, by: user.id }, parts);
    if (error instanceof UserError) await ack(errorInModal(error, view, text));
  }
}

/** At the field it is about, or at the first one; in place of the form when filling it in again can't help. */
function errorInModal(error: UserError, view: Submission['view'], text: string): Parameters<ViewAck>[0] {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const field = inputs.find((id) => id === error.field) ?? inputs[0];
  if (error.code === 'stale' || field === undefined) {
    return { response_action: 'update', view: messageView('This moved on', text) };
  }
  return { response_action: 'errors', errors: { [field]: messageWithFix(error).slice(0, 500) } };
}

async function showModal(
  trigger: string,
  modal: ModalRequest,
  { ear, parts }: { readonly ear: Ear; readonly parts: ListenerParts },
): Promise<void> {
  const doing = { modal: modal.title, by: ear.user };
  try {
    await openModal(trigger, modal, {
      client: parts.clients.interactive,
      explain: (error) => explain(error, doing, parts),
    });
  } catch (error) {
    await tell(ear, { to: 'caller', text: explain(error, doing, parts) }, tellParts(parts));
  }
}

/** Whoever clicked is told alone, or sees it at the card; the thread tells the others. */
async function tellOutcome(ear: Ear, outcome: Outcome, parts: ListenerParts): Promise<void> {
  if (outcome.to !== 'card') await tell(ear, { ...replyTo(outcome), to: 'caller' }, tellParts(parts));
}

/** In a shared channel, people of other workspaces see the buttons and can press them. */
function isForeign({ user, team }: Pick<Click, 'user' | 'team'>, parts: ListenerParts): boolean {
  const from = user.team_id ?? team?.id;
  return from === undefined || from !== parts.identity()?.team;
}

function tellParts({ clients, log }: ListenerParts): Parameters<typeof tell>[2] {
  return { client: clients.interactive, log };
}
