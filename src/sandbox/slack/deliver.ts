import { type Faults, passed } from '../faults.ts';

/** What a person did, on its way to the app. */
export interface Envelope {
  readonly type: 'slash_commands' | 'interactive';
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What the person sees of it: the app's acknowledgement with its body, or Slack's own words for none. */
export type Ack =
  | { readonly acked: true; readonly body: unknown }
  | { readonly acked: false; readonly failure: 'dispatch_failed' | 'operation_timeout' };

/** One way to the app: a socket, or signed HTTP. Never throws. */
export interface Route {
  carry(envelope: Envelope): Promise<Ack>;
}

export const TIMED_OUT: Ack = { acked: false, failure: 'operation_timeout' };
export const NOT_DELIVERED: Ack = { acked: false, failure: 'dispatch_failed' };

export interface DeliveryParts {
  readonly route: Route;
  readonly faults: Faults;
  /** Machine milliseconds after which a person is told that it did not work. */
  readonly ackMs: number;
  readonly signal: AbortSignal;
}

/** Carries an envelope to the app, by way of whatever fault stands at `envelope`. */
export async function deliver(envelope: Envelope, { route, faults, ackMs, signal }: DeliveryParts): Promise<Ack> {
  const fault = faults.take('envelope');
  switch (fault?.do) {
    case undefined:
      return route.carry(envelope);
    case 'duplicate': {
      const [first] = await Promise.all([route.carry(envelope), route.carry(envelope)]);
      return first;
    }
    case 'delay':
      return (await passed(fault.ms ?? 1000, signal)) ? route.carry(envelope) : NOT_DELIVERED;
    case 'late':
      void passed(fault.ms ?? 1000, signal).then((due) => (due ? route.carry(envelope) : NOT_DELIVERED));
      return TIMED_OUT;
    case 'lose-answer':
    case 'hang':
      await route.carry(envelope);
      return TIMED_OUT;
    case 'silent':
      await passed(ackMs, signal);
      return TIMED_OUT;
    case 'drop':
    case 'error':
    case 'rate-limit':
      return NOT_DELIVERED;
  }
}
