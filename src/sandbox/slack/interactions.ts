import { fields, list, word } from '../http.ts';
import { type Ack, type DeliveryParts, deliver } from './deliver.ts';
import { type Element, elementsOf, filledIn, findElement, initialValue, inputProblem, type Value } from './elements.ts';
import type { Registered } from './manifest.ts';
import { Refusal, type World } from './methods/_method.ts';
import { asSlack } from './methods/chat.ts';
import { acceptView, pushView, updateView, viewAsSlack } from './methods/views.ts';
import { APP_ID, type Person, SLACKBOT, TEAM } from './people.ts';
import { type ReplyPlace, type ResponseUrls, reply } from './response-urls.ts';
import type { Message, OpenView } from './workspace.ts';

/** What became of something that a person did. */
export type Reaction = Ack & {
  /** By block id: what stands under the fields of a modal that was not taken. */
  readonly errors?: Readonly<Record<string, string>>;
};

/** What people fill in, by block id, action id or label. */
export type Values = Readonly<Record<string, Value>>;

export interface Typed {
  /** Id or name. */
  readonly channel: string;
  readonly text: string;
}

export interface Click {
  /** Action id, or what is written on the button. */
  readonly element: string;
  /** Of a select, radio or overflow: the value that was chosen. */
  readonly value?: Value;
  /** What the other elements of the message or modal hold. */
  readonly values?: Values;
}

export interface InteractionParts {
  readonly world: World;
  readonly delivery: DeliveryParts;
  readonly responses: ResponseUrls;
  readonly registered: Registered;
}

/** Types a command into a channel, as a Slack client does. */
export async function command(parts: InteractionParts, person: Person, typed: Typed): Promise<Reaction> {
  const { world, responses, delivery } = parts;
  const { commands } = parts.registered;
  const channel = world.workspace.channel(typed.channel);
  if (!channel) throw new Refusal('channel_not_found');
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(typed.text.trim()) ?? [];
  const place: ReplyPlace = { user: person.id, channel: channel.id, threadTs: undefined, message: undefined };
  const say = (text: string): void =>
    void world.workspace.post({ channel: channel.id, user: SLACKBOT, text, onlyFor: person.id });
  if (!commands.includes(name)) {
    say(`\`${name}\` is not a valid command. There is ${commands.map((known) => `\`${known}\``).join(', ')}.`);
    return { acked: true, body: undefined };
  }

  const payload = {
    token: 'unused',
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: person.id,
    user_name: person.name,
    command: name,
    text: escaped(rest, world),
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: responses.issue(place),
    trigger_id: world.triggers.issue(person.id),
  };
  const ack = await deliver({ type: 'slash_commands', payload }, delivery);
  if (!ack.acked) say(`${name} failed with the error "${ack.failure}"`);
  else if (hasContent(ack.body)) reply(world.workspace, place, ack.body);
  return ack;
}

/** Chooses a shortcut from Slack's menus; the menu of a message when there is one. */
export async function shortcut(
  parts: InteractionParts,
  person: Person,
  { name, message }: { readonly name: string; readonly message?: Message | undefined },
): Promise<Reaction> {
  const type = message ? 'message' : 'global';
  const known = parts.registered.shortcuts.find((each) => each.type === type && each.name === name);
  if (!known) throw new Refusal('no_such_shortcut', [`there is no ${type} shortcut \`${name}\``]);
  const common = { callback_id: known.callbackId, action_ts: (parts.world.workspace.machine() / 1000).toFixed(6) };
  if (!message) return interact(parts, person, { type: 'shortcut', ...common });
  const { channel, threadTs } = message;
  return interact(parts, person, {
    type: 'message_action',
    ...common,
    channel: { id: channel, name: parts.world.workspace.channel(channel)?.name },
    message_ts: message.ts,
    message: asSlack(message),
    response_url: parts.responses.issue({ user: person.id, channel, threadTs, message: undefined }),
  });
}

/** Clicks or chooses something in a message. */
export async function click(
  parts: InteractionParts,
  person: Person,
  { message, ...what }: Click & { readonly message: Message },
): Promise<Reaction> {
  const { workspace } = parts.world;
  const { channel, ts, threadTs, onlyFor } = message;
  return interact(parts, person, {
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: onlyFor !== undefined,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    },
    channel: { id: channel, name: workspace.channel(channel)?.name },
    message: asSlack(workspace.message(channel, ts) ?? message),
    state: { values: state(message.blocks, what.values ?? {}) },
    response_url: parts.responses.issue({ user: person.id, channel, threadTs, message }),
    actions: [actionIn(message.blocks, what, workspace.machine())],
  });
}

/** Clicks or chooses something in a modal. */
export async function clickInView(
  parts: InteractionParts,
  person: Person,
  { view, ...what }: Click & { readonly view: OpenView },
): Promise<Reaction> {
  return interact(parts, person, {
    type: 'block_actions',
    container: { type: 'view', view_id: view.id },
    view: viewAsSlack(view, state(blocksOf(view), what.values ?? {})),
    actions: [actionIn(blocksOf(view), what, parts.world.workspace.machine())],
  });
}

/** Submits a modal; what is not filled in as it must be is not even sent. */
export async function submit(
  parts: InteractionParts,
  view: OpenView,
  { person, values }: { readonly person: Person; readonly values: Values },
): Promise<Reaction> {
  const problems = problemsOf(view, values);
  if (Object.keys(problems).length > 0) return { acked: true, body: undefined, errors: problems };
  const sent = viewAsSlack(view, state(blocksOf(view), values));
  const ack = await interact(parts, person, { type: 'view_submission', view: sent, response_urls: [] });
  return ack.acked ? { ...ack, ...afterSubmission(parts.world, view, ack.body) } : ack;
}

export async function closeView(parts: InteractionParts, person: Person, view: OpenView): Promise<Reaction> {
  const { workspace } = parts.world;
  workspace.setViews(
    person.id,
    workspace.views(person.id).filter(({ id }) => id !== view.id),
  );
  if (view.view.notify_on_close !== true) return { acked: true, body: undefined };
  return interact(parts, person, { type: 'view_closed', is_cleared: false, view: viewAsSlack(view) });
}

function interact({ world, delivery }: InteractionParts, person: Person, payload: object): Promise<Ack> {
  const common = {
    api_app_id: APP_ID,
    token: 'unused',
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    trigger_id: world.triggers.issue(person.id),
  };
  return deliver({ type: 'interactive', payload: { ...common, ...payload } }, delivery);
}

/** Does what the acknowledgement of a submission asks for. */
function afterSubmission({ workspace }: World, view: OpenView, body: unknown): Pick<Reaction, 'errors'> {
  const answer = fields(body);
  switch (answer.response_action) {
    case 'errors':
      return {
        errors: Object.fromEntries(Object.entries(fields(answer.errors)).map(([id, text]) => [id, word(text)])),
      };
    case 'clear':
      workspace.setViews(view.user, []);
      return {};
    case 'update':
      updateView(workspace, workspace.view(view.id) ?? view, acceptView(answer.view));
      return {};
    case 'push':
      pushView(workspace, view.user, acceptView(answer.view));
      return {};
    default:
      workspace.setViews(
        view.user,
        workspace.views(view.user).filter(({ id }) => id !== view.id),
      );
      return {};
  }
}

function problemsOf(view: OpenView, values: Values): Readonly<Record<string, string>> {
  const inputs = elementsOf(blocksOf(view)).filter(({ block }) => block.type === 'input');
  return Object.fromEntries(
    inputs.flatMap((element) => {
      const problem = inputProblem(element, held(element, values));
      return problem === undefined ? [] : [[element.blockId, problem]];
    }),
  );
}

/** `state.values` of a payload: by block id and action id, buttons left out. */
function state(
  blocks: readonly unknown[],
  values: Values,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const filled: Record<string, Record<string, unknown>> = {};
  for (const element of elementsOf(blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    filled[element.blockId] = {
      ...filled[element.blockId],
      [element.actionId]: filledIn(element, held(element, values)),
    };
  }
  return filled;
}

function held(element: Element, values: Values): Value | undefined {
  const { blockId, actionId, label } = element;
  return (
    values[`${blockId}/${actionId}`] ?? values[blockId] ?? values[actionId] ?? values[label] ?? initialValue(element)
  );
}

function actionIn(
  blocks: readonly unknown[],
  { element: wanted, value }: Click,
  machine: number,
): Readonly<Record<string, unknown>> {
  const element = findElement(blocks, wanted);
  if (!element) throw new Refusal('no_such_element', [`there is no \`${wanted}\` to click`]);
  const { style } = element.json;
  return {
    action_id: element.actionId,
    block_id: element.blockId,
    ...filledIn(element, value),
    ...(style !== undefined && { style }),
    action_ts: (machine / 1000).toFixed(6),
  };
}

/** Bolt acknowledges with nothing, an empty text or an empty object when there is nothing to say. */
function hasContent(body: unknown): boolean {
  return (typeof body === 'string' && body !== '') || Object.keys(fields(body)).length > 0;
}

export function blocksOf(view: OpenView): readonly unknown[] {
  return list(view.view.blocks);
}

/** What `should_escape` makes of the text behind a command: `@rosa` becomes `<@U0ROSA|rosa>`. */
function escaped(text: string, { workspace }: World): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replace(/([@#])([\w.-]+)/g, (whole, sign: string, name: string) => {
    const found = sign === '@' ? workspace.person(name) : workspace.channel(name);
    return found ? `<${sign}${found.id}|${found.name}>` : whole;
  });
}
