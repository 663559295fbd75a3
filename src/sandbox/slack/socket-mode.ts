import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { fields, word } from '../http.ts';
import { type Ack, type Envelope, NOT_DELIVERED, type Route, TIMED_OUT } from './deliver.ts';
import { APP_ID } from './people.ts';

const MOST_CONNECTIONS = 10;
const PING_MS = 5000;
const FAREWELL_MS = 500;

export interface SocketModeParts {
  readonly server: Server;
  /** `http://127.0.0.1:1234` */
  readonly origin: string;
  readonly ackMs: number;
  readonly onChange: () => void;
}

/** Slack's Socket Mode: every payload goes to one of at most ten connections, and is acknowledged by its envelope id. */
export class SocketMode implements Route {
  readonly #parts: SocketModeParts;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, { readonly socket: WebSocket; readonly settle: (ack: Ack) => void }>();
  #turn = 0;

  constructor(parts: SocketModeParts) {
    this.#parts = parts;
    parts.server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', parts.origin).searchParams.get('ticket') ?? '';
      const isWelcome = this.#tickets.delete(ticket) && this.connections() < MOST_CONNECTIONS;
      if (!isWelcome) return void socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
    });
  }

  /** A new address for one connection; it works once. */
  url(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#parts.origin.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${APP_ID}`;
  }

  connections(): number {
    return this.#sockets.clients.size;
  }

  carry({ type, payload }: Envelope): Promise<Ack> {
    const open = [...this.#sockets.clients].filter(({ readyState }) => readyState === 1);
    this.#turn += 1;
    const socket = open[this.#turn % Math.max(1, open.length)];
    if (!socket) return Promise.resolve(NOT_DELIVERED);
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (ack: Ack): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(ack);
      };
      const timer = setTimeout(settle, this.#parts.ackMs, TIMED_OUT);
      this.#waiting.set(id, { socket, settle });
      socket.send(JSON.stringify({ envelope_id: id, type, accepts_response_payload: true, payload }));
    });
  }

  /** Asks every client to connect anew, then hangs up, as Slack does every few hours. */
  disconnect(reason: 'refresh_requested' | 'warning'): void {
    for (const client of this.#sockets.clients) {
      client.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
      client.close();
    }
  }

  /** Takes leave of everybody, and hangs up on who does not answer. */
  async stop(): Promise<void> {
    await Promise.all([...this.#sockets.clients].map(farewell));
    this.#sockets.close();
  }

  #welcome(client: WebSocket): void {
    const pings = setInterval(() => client.ping(), PING_MS);
    client.on('message', (data) => this.#hear(String(data)));
    client.on('error', () => client.terminate());
    client.on('close', () => {
      clearInterval(pings);
      // Whoever had been given something and did not acknowledge it will not do so any more.
      for (const { socket, settle } of [...this.#waiting.values()]) if (socket === client) settle(TIMED_OUT);
      this.#parts.onChange();
    });
    const hello = { type: 'hello', num_connections: this.connections(), connection_info: { app_id: APP_ID } };
    client.send(JSON.stringify(hello));
    this.#parts.onChange();
  }

  #hear(text: string): void {
    const answer = fields(JSON.parse(text));
    this.#waiting.get(word(answer.envelope_id))?.settle({ acked: true, body: answer.payload });
  }
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
