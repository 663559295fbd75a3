import { fields, list, word } from '../http.ts';
import { type Ack, type DeliveryParts, deliver } from './deliver.ts';
import { type Element, elementsOf, filledIn, findElement, initialValue, inputProblem, type Value } from './elements.ts';
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

export interface Interactions {
  command(person: Person, channel: string, text: string): Promise<Reaction>;
  click(person: Person, message: Message, what: Click): Promise<Reaction>;
  clickInView(person: Person, view: OpenView, what: Click): Promise<Reaction>;
  submit(person: Person, view: OpenView, values: Values): Promise<Reaction>;
  closeView(person: Person, view: OpenView): Promise<Reaction>;
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
}

/** Does what a Slack client does when somebody types a command, clicks or submits. */
export function createInteractions({ world, delivery, responses }: InteractionParts): Interactions {
  const { workspace, triggers } = world;
  const common = (person: Person): object => ({
    api_app_id: APP_ID,
    token: 'unused',
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    trigger_id: triggers.issue(person.id),
  });
  const interactive = (payload: object): Promise<Ack> =>
    deliver({ type: 'interactive', payload: { ...payload } }, delivery);

  return {
    async command(person, channelId, text) {
      const channel = workspace.channel(channelId);
      if (!channel) throw new Refusal('channel_not_found');
      const [, command = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
      const place: ReplyPlace = { user: person.id, channel: channel.id, threadTs: undefined, message: undefined };
      const payload = {
        token: 'unused',
        team_id: TEAM.id,
        team_domain: TEAM.domain,
        channel_id: channel.id,
        channel_name: channel.name,
        user_id: person.id,
        user_name: person.name,
        command,
        text: escaped(rest, world),
        api_app_id: APP_ID,
        is_enterprise_install: 'false',
        response_url: responses.issue(place),
        trigger_id: triggers.issue(person.id),
      };
      const ack = await deliver({ type: 'slash_commands', payload }, delivery);
      if (!ack.acked) {
        const failure = `${command} failed with the error "${ack.failure}"`;
        workspace.post({ channel: channel.id, user: SLACKBOT, text: failure, onlyFor: person.id });
      } else if (hasContent(ack.body)) reply(workspace, place, ack.body);
      return ack;
    },

    async click(person, message, click) {
      const element = findElement(message.blocks, click.element);
      if (!element) throw new Refusal('no_such_element', [`the message has no \`${click.element}\``]);
      const channel = workspace.channel(message.channel);
      const place = { user: person.id, channel: message.channel, threadTs: message.threadTs, message };
      return interactive({
        ...common(person),
        type: 'block_actions',
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: message.channel,
          is_ephemeral: message.onlyFor !== undefined,
          ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
        },
        channel: { id: message.channel, name: channel?.name },
        message: asSlack(workspace.message(message.channel, message.ts) ?? message),
        state: { values: state(message.blocks, click.values ?? {}) },
        response_url: responses.issue(place),
        actions: [actionOf(element, click, workspace.machine())],
      });
    },

    async clickInView(person, view, click) {
      const element = findElement(blocksOf(view), click.element);
      if (!element) throw new Refusal('no_such_element', [`the modal has no \`${click.element}\``]);
      return interactive({
        ...common(person),
        type: 'block_actions',
        container: { type: 'view', view_id: view.id },
        view: viewAsSlack(view, state(blocksOf(view), click.values ?? {})),
        actions: [actionOf(element, click, workspace.machine())],
      });
    },

    async submit(person, view, values) {
      const problems = problemsOf(view, values);
      if (Object.keys(problems).length > 0) return { acked: true, body: undefined, errors: problems };
      const payload = { type: 'view_submission', view: viewAsSlack(view, state(blocksOf(view), values)) };
      const ack = await interactive({ ...common(person), ...payload, response_urls: [] });
      return ack.acked ? { ...ack, ...afterSubmission(world, view, ack.body) } : ack;
    },

    async closeView(person, view) {
      const under = workspace.views(person.id).filter(({ id }) => id !== view.id);
      workspace.setViews(person.id, under);
      if (view.view.notify_on_close !== true) return { acked: true, body: undefined };
      return interactive({ ...common(person), type: 'view_closed', is_cleared: false, view: viewAsSlack(view) });
    },
  };
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

function actionOf(element: Element, { value }: Click, machine: number): Readonly<Record<string, unknown>> {
  const style = element.json.style;
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
