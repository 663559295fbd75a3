import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import bolt, { type Receiver } from '@slack/bolt';
import type { Log } from '../core/ports.ts';
import { quietLog } from './bolt-log.ts';

export const EVENTS_PATH = '/slack/events';

export interface HttpMode {
  readonly receiver: Receiver;
  /** To be mounted for EVENTS_PATH in the program's own server. */
  readonly requestListener: RequestListener;
}

/** The largest modal that comes back is well below this. */
const BODY_LIMIT = 512 * 1024;

/** Signed HTTP. Answers 503 as long as nobody could be told apart yet, so that nothing is acknowledged unhandled. */
export function createHttpMode(signingSecret: string, isReady: () => boolean, log: Log): HttpMode {
  const receiver = new bolt.HTTPReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    bodyLimit: BODY_LIMIT,
    logger: quietLog(log),
  });
  const requestListener = (request: IncomingMessage, response: ServerResponse): void => {
    const isOurs = request.method === 'POST' && request.url?.split('?')[0] === EVENTS_PATH;
    if (isOurs && isReady()) receiver.requestListener(request, response);
    else response.writeHead(isOurs ? 503 : 404).end();
  };
  return {
    // The server belongs to the program: there is nothing to open or close here.
    receiver: { init: (app) => receiver.init(app), start: async () => undefined, stop: async () => undefined },
    requestListener,
  };
}
