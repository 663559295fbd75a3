import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaults, type Faults } from '../faults.ts';
import { close, json, listen, readBody, send } from '../http.ts';
import type { Route } from './deliver.ts';
import { type Click, createInteractions, type Reaction, type Values } from './interactions.ts';
import { type Channel, PEOPLE, type Person } from './people.ts';
import { createRateLimits } from './rate-limits.ts';
import { createResponseUrls } from './response-urls.ts';
import { createSignedHttp } from './signed-http.ts';
import { createSocketMode } from './socket-mode.ts';
import { createTriggers } from './triggers.ts';
import { answerWebApi, type Call } from './web-api.ts';
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
  clickInModal(user: string, viewId: string, what: string | Click): Promise<Reaction>;
  submit(user: string, viewId: string, values: Values): Promise<Reaction>;
  closeModal(user: string, viewId: string): Promise<Reaction>;
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
  const triggers = createTriggers(workspace);
  const faults = createFaults(random);
  const calls: Call[] = [];
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    route(request, response).catch(() => send(response, json(500, { ok: false, error: 'fatal_error' })));
  });
  const port = await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;

  const socket = createSocketMode({ server, origin: () => origin, ackMs, onChange: () => workspace.changed() });
  const responses = createResponseUrls(workspace, () => origin);
  const world = { workspace, triggers, socketUrl: () => socket.url() };
  const limits = options.limits ? createRateLimits(machine) : undefined;
  const way: Route = options.http ? createSignedHttp({ ...options.http, ackMs, machine }) : socket;
  const delivery = { route: way, faults, ackMs, signal: stopping.signal };
  const interactions = createInteractions({ world, delivery, responses });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname.startsWith('/response/')) {
      return send(response, responses.answer(pathname.slice('/response/'.length), await readBody(request)));
    }
    if (!pathname.startsWith('/api/')) return send(response, json(404, { ok: false, error: 'not_found' }));
    await answerWebApi(request, response, { world, tokens, limits, faults, calls, signal: stopping.signal });
  }

  const who = (name: string): Person => {
    const person = workspace.person(name);
    if (person) return person;
    throw new Error(`nobody is called \`${name}\`; there are ${PEOPLE.map((other) => other.name).join(', ')}`);
  };
  const modal = (viewId: string): OpenView => {
    const view = workspace.view(viewId);
    if (view) return view;
    throw new Error(`the modal \`${viewId}\` is not open`);
  };
  const asClick = (what: string | Click): Click => (typeof what === 'string' ? { element: what } : what);

  return {
    url: origin,
    apiUrl: `${origin}/api/`,
    tokens,
    users: workspace.people,
    channels: workspace.channels,
    workspace,
    faults,
    calls,
    messages: (channel) => workspace.messages(channel).filter(({ onlyFor }) => onlyFor === undefined),
    thread: (channel, ts) => workspace.messages(channel).filter(({ threadTs }) => threadTs === ts),
    ephemeral: (user) =>
      workspace.channels.flatMap(({ id }) => workspace.messages(id)).filter(({ onlyFor }) => onlyFor === who(user).id),
    modals: (user) => workspace.views(who(user).id),
    command: (user, channel, text) => interactions.command(who(user), channel, text),
    click: (user, message, what) => interactions.click(who(user), message, asClick(what)),
    clickInModal: (user, viewId, what) => interactions.clickInView(who(user), modal(viewId), asClick(what)),
    submit: (user, viewId, values) => interactions.submit(who(user), modal(viewId), values),
    closeModal: (user, viewId) => interactions.closeView(who(user), modal(viewId)),
    until: (seen, timeoutMs = 10_000) => until(workspace, seen, timeoutMs),
    connections: () => socket.connections(),
    disconnect: (reason) => socket.disconnect(reason),
    async stop() {
      stopping.abort();
      await socket.stop();
      await close(server);
    },
  };
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
