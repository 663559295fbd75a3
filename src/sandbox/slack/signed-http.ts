import { createHmac } from 'node:crypto';
import { word } from '../http.ts';
import { type Envelope, NOT_DELIVERED, type Route, TIMED_OUT } from './deliver.ts';

export interface SignedHttpOptions {
  /** Where the app takes commands and clicks. */
  readonly url: string;
  readonly signingSecret: string;
  readonly ackMs: number;
  /** Machine time. */
  readonly machine: () => number;
}

/** Slack's other way to an app: a form in a request signed with the app's secret (`v0`). */
export function createSignedHttp({ url, signingSecret, ackMs, machine }: SignedHttpOptions): Route {
  return {
    async carry(envelope) {
      const body = formOf(envelope);
      const timestamp = String(Math.floor(machine() / 1000));
      const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      };

      try {
        const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ackMs) });
        const text = await response.text();
        return response.ok ? { acked: true, body: parsed(text) } : NOT_DELIVERED;
      } catch (error) {
        return error instanceof DOMException && error.name === 'TimeoutError' ? TIMED_OUT : NOT_DELIVERED;
      }
    },
  };
}

function formOf({ type, payload }: Envelope): string {
  if (type === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(
    Object.entries(payload).map(([name, value]): [string, string] => [name, word(value)]),
  ).toString();
}

/** The body may be JSON or the bare text of an answer. */
function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
