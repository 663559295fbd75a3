import { z } from 'zod';

const Reason = z.string().trim().min(1, 'give a reason').max(3000, 'a reason has at most 3,000 characters');

/**
 * What a person (or another program for one) tells Shipmate to do. Slack, the CLI and the inbox all speak in orders,
 * and each is carried out by the file of the same name in engine/orders/.
 */
export const Order = z.discriminatedUnion('order', [
  z.strictObject({
    order: z.literal('answer'),
    release: z.string(),
    run: z.string(),
    step: z.string(),
    /** The round the person saw: an answer to an older one is stale. */
    round: z.int(),
    verb: z.string(),
    item: z.string().optional(),
    fields: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    order: z.literal('start'),
    playbook: z.string(),
    /** The first type of the playbook when absent. */
    type: z.string().optional(),
    version: z.string().optional(),
    summary: z.string().max(3000).optional(),
    /** Of a hotfix: the number or address of the incident. */
    incident: z.string().trim().max(200).optional(),
    /** The criteria that were ticked in the form. */
    criteria: z.array(z.string()).default([]),
  }),
  z.strictObject({ order: z.literal('hold'), release: z.string(), reason: Reason }),
  z.strictObject({ order: z.literal('resume'), release: z.string() }),
  /** Without a step: the one that is stopped. `from`: begin again at that step instead. */
  z.strictObject({
    order: z.literal('retry'),
    release: z.string(),
    step: z.string().optional(),
    from: z.string().optional(),
  }),
  z.strictObject({ order: z.literal('skip'), release: z.string(), step: z.string().optional(), reason: Reason }),
  z.strictObject({ order: z.literal('cancel'), release: z.string(), reason: Reason }),
  z.strictObject({
    order: z.literal('rollback'),
    release: z.string(),
    version: z.string(),
    reason: Reason,
    impact: z.string().max(3000).default(''),
    /** Whether this release has changed the database, as the commander knows it. */
    database: z.boolean(),
    choice: z.enum(['roll-back', 'fix-forward']),
  }),
  z.strictObject({ order: z.literal('freeze'), playbook: z.string(), reason: Reason }),
  z.strictObject({ order: z.literal('thaw'), playbook: z.string(), reason: Reason }),
  /** Asks for one pull request to be let through the freeze of a playbook. */
  z.strictObject({
    order: z.literal('exception'),
    playbook: z.string(),
    pull: z.int().positive(),
    severity: z.string().trim().min(1, 'say how bad it is').max(200),
    reason: Reason,
  }),
  /** What shall become of a freeze that was undone at the host: close it again, or let it be a word alone. */
  z.strictObject({ order: z.literal('guard'), playbook: z.string(), choice: z.enum(['close', 'leave']) }),
  /** What shall happen to a slot of a schedule that fired late or while a release was open. */
  z.strictObject({
    order: z.literal('slot'),
    playbook: z.string(),
    type: z.string(),
    slot: z.int(),
    choice: z.enum(['open', 'skip']),
  }),
  /** The answer to an effect that nobody knows the end of. */
  z.strictObject({
    order: z.literal('settle'),
    release: z.string(),
    intent: z.string(),
    outcome: z.enum(['happened', 'did-not', 'skip']),
  }),
  /** What somebody did by hand in the repository is right; `seen` is what was told of it. */
  z.strictObject({ order: z.literal('accept'), release: z.string(), seen: z.string().max(300) }),
  z.strictObject({ order: z.literal('follow-up'), release: z.string(), id: z.int() }),
  /** Blanks the body of one fact (a secret was pasted into a reason); the chain stays whole. */
  z.strictObject({ order: z.literal('blank'), release: z.string(), seq: z.int(), reason: Reason }),
]);
export type Order = z.output<typeof Order>;

export type OrderName = Order['order'];

export type OrderOf<Name extends OrderName> = Extract<Order, { order: Name }>;

/** Where an order comes from. */
export interface Sender {
  /** Slack user id, or the e-mail address given to the CLI. */
  readonly by: string;
  readonly via: 'slack' | 'cli';
  /** The same for a redelivery of the same click: Slack's own id. An order with a known key is answered, not repeated. */
  readonly key: string;
}

/** What came of an order, in plain text. */
export interface Outcome {
  readonly text: string;
  /** Who reads it: the caller alone, everybody in the channel, or nobody, since the redrawn card shows it. */
  readonly to: 'caller' | 'channel' | 'card';
  readonly release?: string;
}
