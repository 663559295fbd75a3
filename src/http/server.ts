import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One route of our own: the exact path, and what answers. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  answer(body: string): Promise<{ readonly status: number; readonly body: object }>;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  /** Takes what no route takes: Slack's own receiver in HTTP mode. */
  readonly rest: RequestListener | undefined;
}

export interface HttpServer {
  /** The port that it listens on. */
  start(): Promise<number>;
  stop(): Promise<void>;
}

const BODY_AT_MOST = 64 * 1024;

/** The one server of Shipmate: health, and whatever is mounted. */
export function createHttpServer({ host, port, routes, rest }: HttpOptions): HttpServer {
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const route = routes.find((each) => each.path === path && each.method === request.method);
    if (route) void answer(route, request, response);
    else if (rest) rest(request, response);
    else send(response, 404, { error: 'there is nothing here' });
  });
  server.requestTimeout = 10_000;
  return { start: () => listen(server, host, port), stop: () => close(server) };
}

async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const text = await textOf(request);
    if (text === undefined) return send(response, 413, { error: 'the body is too long' });
    const { status, body } = await route.answer(text);
    send(response, status, body);
  } catch (error) {
    send(response, 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** Undefined when it is too long. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > BODY_AT_MOST) return undefined;
  }
  return text;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
