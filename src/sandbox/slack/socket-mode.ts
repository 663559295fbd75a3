import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { fields, word } from '../http.ts';
import { type Ack, type Envelope, NOT_DELIVERED, type Route, TIMED_OUT } from './deliver.ts';
import { APP_ID } from './people.ts';

const MOST_CONNECTIONS = 10;
const PING_MS = 5000;
const FAREWELL_MS = 500;

export interface SocketMode extends Route {
  /** A new address for one connection; it works once. */
  url(): string;
  connections(): number;
  /** Asks every client to connect anew, then hangs up, as Slack does every few hours. */
  disconnect(reason: 'refresh_requested' | 'warning'): void;
  /** Takes leave of everybody, and hangs up on who does not answer. */
  stop(): Promise<void>;
}

export interface SocketModeParts {
  readonly server: Server;
  readonly origin: () => string;
  readonly ackMs: number;
  readonly onChange: () => void;
}

/** Slack's Socket Mode: every payload goes to one of at most ten connections, and is acknowledged by its envelope id. */
export function createSocketMode({ server, origin, ackMs, onChange }: SocketModeParts): SocketMode {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, { readonly socket: WebSocket; readonly settle: (ack: Ack) => void }>();
  let turn = 0;

  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', origin()).searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket) || sockets.clients.size >= MOST_CONNECTIONS) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => welcome(client));
  });

  function welcome(client: WebSocket): void {
    const pings = setInterval(() => client.ping(), PING_MS);
    client.on('message', (data) => hear(String(data)));
    client.on('error', () => client.terminate());
    client.on('close', () => {
      clearInterval(pings);
      for (const { socket, settle } of [...waiting.values()]) if (socket === client) settle(TIMED_OUT);
      onChange();
    });
    client.send(
      JSON.stringify({ type: 'hello', num_connections: sockets.clients.size, connection_info: { app_id: APP_ID } }),
    );
    onChange();
  }

  function hear(text: string): void {
    const answer = fields(JSON.parse(text));
    waiting.get(word(answer.envelope_id))?.settle({ acked: true, body: answer.payload });
  }

  function carry({ type, payload }: Envelope): Promise<Ack> {
    const open = [...sockets.clients].filter(({ readyState }) => readyState === 1);
    turn += 1;
    const socket = open[turn % Math.max(1, open.length)];
    if (!socket) return Promise.resolve(NOT_DELIVERED);
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (ack: Ack): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(ack);
      };
      const timer = setTimeout(settle, ackMs, TIMED_OUT);
      waiting.set(id, { socket, settle });
      socket.send(JSON.stringify({ envelope_id: id, type, accepts_response_payload: true, payload }));
    });
  }

  return {
    carry,
    url() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin().replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${APP_ID}`;
    },
    connections: () => sockets.clients.size,
    disconnect(reason) {
      for (const client of sockets.clients) {
        client.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
        client.close();
      }
    },
    async stop() {
      await Promise.all([...sockets.clients].map(farewell));
      sockets.close();
    },
  };
}

function farewell(client: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => client.terminate(), FAREWELL_MS);
    client.once('close', () => {
      clearTimeout(impatient);
      resolve();
    });
    client.close();
  });
}
