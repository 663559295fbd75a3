import { request as call, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, json, listen, send } from '../http.ts';

/** The fixed address of one environment: whatever version is live answers behind it. */
export interface Proxy {
  readonly url: string;
  /** Where requests go from now on; undefined answers 503. */
  point(port: number | undefined): void;
  stop(): Promise<void>;
}

export async function createProxy(): Promise<Proxy> {
  let target: number | undefined;
  const server = createServer((request, response) => {
    if (target === undefined) return send(response, json(503, { error: 'the application is stopped' }));
    // Only the platform itself may reach the controls of the app.
    if (request.url?.startsWith('/control/')) return send(response, json(404, { error: 'not found' }));
    pass(request, response, target);
  });
  const port = await listen(server, 0);

  return {
    url: `http://127.0.0.1:${port}`,
    point(to) {
      target = to;
    },
    stop: () => close(server),
  };
}

function pass(request: IncomingMessage, response: ServerResponse, port: number): void {
  const onward = call(
    { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => send(response, json(502, { error: 'the application does not answer' })));
  request.pipe(onward);
}
