import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One route of our own: the exact path, and what answers. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Of the body, in bytes; 64 KB when nothing is said. */
  readonly bodyAtMost?: number;
  /** The body is what was sent, byte for byte, as long as that is UTF-8: a signature over it holds. */
  answer(body: string, headers: IncomingHttpHeaders): Promise<{ readonly status: number; readonly body: object }>;
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
    const text = await textOf(request, route.bodyAtMost ?? BODY_AT_MOST);
    if (text === undefined) return send(response, 413, { error: 'the body is too long' });
    const { status, body } = await route.answer(text, request.headers);
    send(response, status, body);
  } catch (error) {
    send(response, 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** Undefined when it is too long. */
async function textOf(request: AsyncIterable<Buffer>, atMost: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > atMost) return undefined;
    chunks.push(chunk);
  }
  // Only the whole: a character may arrive in two pieces.
  return Buffer.concat(chunks).toString('utf8');
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
