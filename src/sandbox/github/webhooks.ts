import { createHmac, randomUUID } from 'node:crypto';
import { type Faults, passed } from '../faults.ts';
import type { HubEvent } from './events.ts';
import { APP } from './logins.ts';
import { shownRepository, shownUser } from './shown.ts';
import type { World } from './world.ts';

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly action: string;
  /** Null when nobody answered. */
  readonly status: number | null;
}

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookParts {
  readonly world: World;
  /** At `webhook`: `drop` and `silent` lose it, `duplicate` sends it twice, `delay` and `late` let others overtake it. */
  readonly faults: Faults;
  readonly signal: AbortSignal;
}

export interface Webhooks {
  readonly deliveries: readonly Delivery[];
  /** Changes where they go; undefined is nowhere. */
  pointTo(options: WebhookOptions | undefined): void;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

/** Posts what happens, signed, once and without a second try, in the order in which it happened. */
export function createWebhooks(options: WebhookOptions | undefined, { world, faults, signal }: WebhookParts): Webhooks {
  const deliveries: Delivery[] = [];
  let target = options;
  let last: Promise<unknown> = Promise.resolve();

  world.events.listen((event) => {
    const to = target;
    if (!to) return;
    const post = (): Promise<void> => deliver(world, event, { to, deliveries, signal });
    const fault = faults.take('webhook');
    switch (fault?.do) {
      case 'drop':
      case 'silent':
      case 'error':
      case 'rate-limit':
        return;
      case 'delay':
      case 'late':
        void passed(fault.ms ?? 1000, signal).then((due) => (due ? post() : undefined));
        return;
      default:
        last = last.then(post);
        if (fault?.do === 'duplicate') last = last.then(post);
    }
  });
  return { deliveries, pointTo: (to) => (target = to), idle: async () => void (await last) };
}

interface Post {
  readonly to: WebhookOptions;
  readonly deliveries: Delivery[];
  readonly signal: AbortSignal;
}

async function deliver(world: World, { name, payload, by }: HubEvent, { to, deliveries, signal }: Post): Promise<void> {
  const common = { repository: shownRepository(world), sender: shownUser(by), installation: { id: APP.installation } };
  const body = JSON.stringify({ ...payload, ...common });
  const id = randomUUID();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/sandbox',
    'x-github-event': name,
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', to.secret).update(body).digest('hex')}`,
  };
  const { action } = payload;
  const delivery = { id, event: name, action: typeof action === 'string' ? action : '' };
  try {
    const response = await fetch(to.url, { method: 'POST', headers, body, signal });
    deliveries.push({ ...delivery, status: response.status });
  } catch {
    // Nobody was there: GitHub does not try again.
    deliveries.push({ ...delivery, status: null });
  }
}
