import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaults, type Faults } from '../faults.ts';
import { close, json, listen, readBody, send } from '../http.ts';
import {
  type Click,
  click,
  clickInView,
  closeView,
  command,
  type InteractionParts,
  type Reaction,
  shortcut,
  submit,
  type Values,
} from './interactions.ts';
import { type Registered, readManifest } from './manifest.ts';
import type { Channel, Person } from './people.ts';
import { createRateLimits } from './rate-limits.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { createSignedHttp } from './signed-http.ts';
import { SocketMode } from './socket-mode.ts';
import { createTriggers } from './triggers.ts';
import { answerWebApi, type Call, type WebApiParts } from './web-api.ts';
import { type Message, type OpenView, Workspace } from './workspace.ts';

export interface FakeSlackOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Business time shown with messages; machine time when absent. */
  readonly now?: () => number;
  readonly machine?: () => number;
  /** Slack's rate limits; off unless asked for. */
  readonly limits?: boolean;
  /** Machine milliseconds that the app has for an acknowledgement; 3000. */
  readonly ackMs?: number;
  /** Signed HTTP instead of Socket Mode. */
  readonly http?: { readonly url: string; readonly signingSecret: string };
  readonly tokens?: { readonly bot: string; readonly app: string };
  readonly random?: () => number;
}

/** A Slack of one team on loopback. People are named by id, first name, full name or e-mail, channels by id or name. */
export interface FakeSlack {
  readonly url: string;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly users: readonly Person[];
  readonly channels: readonly Channel[];
  readonly workspace: Workspace;
  /** What the app's manifest brings. */
  readonly registered: Registered;
  readonly faults: Faults;
  /** Every call of the Web API, oldest first. */
  readonly calls: readonly Call[];
  /** What everybody sees of a channel, oldest first, replies included. */
  messages(channel: string): readonly Message[];
  thread(channel: string, ts: string): readonly Message[];
  /** What only this person sees, oldest first. */
  ephemeral(user: string): readonly Message[];
  /** The modals in front of this person, the visible one last. */
  modals(user: string): readonly OpenView[];
  /** `/release status`, typed into a channel. */
  command(user: string, channel: string, text: string): Promise<Reaction>;
  /** Clicks what the given message shows, even when it looks different by now. */
  click(user: string, message: Message, what: string | Click): Promise<Reaction>;
  /** Chooses a shortcut by its name, in the menu of a message when one is given. */
  shortcut(user: string, name: string, message?: Message): Promise<Reaction>;
  clickInModal(user: string, viewId: string, what: string | Click): Promise<Reaction>;
  submit(user: string, viewId: string, values: Values): Promise<Reaction>;
  closeModal(user: string, viewId: string): Promise<Reaction>;
  /** A fresh trigger id, as a click or a command would bring it. */
  trigger(user: string): string;
  /** Resolves when `seen` is true of what is there, looking at every change. */
  until(seen: () => boolean, timeoutMs?: number): Promise<void>;
  connections(): number;
  disconnect(reason: 'refresh_requested' | 'warning'): void;
  stop(): Promise<void>;
}

const TOKENS = { bot: 'xoxb-sandbox', app: 'xapp-sandbox' };

export async function createFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const { machine = Date.now, tokens = TOKENS, ackMs = 3000, random = Math.random } = options;
  const workspace = new Workspace({ now: options.now ?? machine, machine });
  const stopping = new AbortController();
  const faults = createFaults(random);
  const calls: Call[] = [];
  const server = createServer();
  const origin = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const socket = new SocketMode({ server, origin, ackMs, onChange: () => workspace.changed() });
  const responses = createResponseUrls(workspace, origin);
  const world = { workspace, triggers: createTriggers(workspace), socketUrl: () => socket.url() };
  const limits = options.limits ? createRateLimits(machine) : undefined;
  const api = { world, tokens, limits, faults, calls, signal: stopping.signal };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route({ request, response, api, responses }).catch(() => send(response, FATAL));
  });
  const way = options.http ? createSignedHttp({ ...options.http, ackMs, machine }) : socket;
  const registered = readManifest();
  const delivery = { route: way, faults, ackMs, signal: stopping.signal };
  async function stop(): Promise<void> {
    stopping.abort();
    await socket.stop();
    await close(server);
  }
  return {
    url: origin,
    apiUrl: `${origin}/api/`,
    tokens,
    workspace,
    faults,
    calls,
    connections: () => socket.connections(),
    disconnect: (reason) => socket.disconnect(reason),
    stop,
    ...eyes(workspace),
    registered,
    ...hands(workspace, { world, delivery, responses, registered }),
  };
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly api: WebApiParts;
  readonly responses: ResponseUrls;
}

const FATAL = json(500, { ok: false, error: 'fatal_error' });

async function route({ request, response, api, responses }: Incoming): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slack');
  if (pathname.startsWith('/api/')) return answerWebApi(request, response, api);
  if (!pathname.startsWith('/response/')) return send(response, json(404, { ok: false, error: 'not_found' }));
  send(response, responses.answer(pathname.slice('/response/'.length), await readBody(request)));
}

type Eyes = Pick<FakeSlack, 'users' | 'channels' | 'messages' | 'thread' | 'ephemeral' | 'modals' | 'until'>;

/** What people can see. */
function eyes(workspace: Workspace): Eyes {
  const everything = (): readonly Message[] => workspace.channels.flatMap(({ id }) => workspace.messages(id));
  return {
    users: workspace.people,
    channels: workspace.channels,
    messages: (channel) => workspace.messages(channel).filter(({ onlyFor }) => onlyFor === undefined),
    thread: (channel, ts) => workspace.messages(channel).filter(({ threadTs }) => threadTs === ts),
    ephemeral: (user) => everything().filter(({ onlyFor }) => onlyFor === named(workspace, user).id),
    modals: (user) => workspace.views(named(workspace, user).id),
    until: (seen, timeoutMs = 10_000) => until(workspace, seen, timeoutMs),
  };
}

type Hands = Pick<FakeSlack, 'command' | 'click' | 'shortcut' | 'clickInModal' | 'submit' | 'closeModal' | 'trigger'>;

/** What people can do. */
function hands(workspace: Workspace, parts: InteractionParts): Hands {
  const who = (user: string): Person => named(workspace, user);
  const modal = (viewId: string): OpenView => {
    const view = workspace.view(viewId);
    if (view) return view;
    throw new Error(`the modal \`${viewId}\` is not open`);
  };
  const asClick = (what: string | Click): Click => (typeof what === 'string' ? { element: what } : what);
  return {
    command: async (user, channel, text) => command(parts, who(user), { channel, text }),
    click: async (user, message, what) => click(parts, who(user), { ...asClick(what), message }),
    shortcut: async (user, name, message) => shortcut(parts, who(user), { name, message }),
    clickInModal: async (user, id, what) => clickInView(parts, who(user), { ...asClick(what), view: modal(id) }),
    submit: async (user, id, values) => submit(parts, modal(id), { person: who(user), values }),
    trigger: (user) => parts.world.triggers.issue(who(user).id),
    closeModal: async (user, id) => closeView(parts, who(user), modal(id)),
  };
}

function named(workspace: Workspace, who: string): Person {
  const person = workspace.person(who);
  if (person) return person;
  throw new Error(`nobody is called \`${who}\`; there are ${workspace.people.map(({ name }) => name).join(', ')}`);
}

function until(workspace: Workspace, seen: () => boolean, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error): void => {
      clearTimeout(timer);
      forget();
      if (error) reject(error);
      else resolve();
    };
    const look = (): void => {
      if (seen()) done();
    };
    const timer = setTimeout(() => done(new Error(`it did not happen within \`${timeoutMs}\` ms: ${seen}`)), timeoutMs);
    const forget = workspace.onChange(look);
    look();
  });
}
