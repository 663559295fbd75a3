import { z } from 'zod';
import { Name } from '../core/playbook/words.ts';
import { factOf, lastFact } from '../core/release/fact.ts';
import { finish, record, wait } from '../core/release/move.ts';
import { defineStep } from './_step.ts';

/** Machine time: Slack may be down, and a release is not held up by a message. */
const DELIVERY_LIMIT_MS = 10 * 60_000;

/** `delivered` and `undeliverable` are written by the engine, when the outbox has sent the message or given it up. */
const AnnounceFact = z.discriminatedUnion('type', [
  factOf('queued', { message: z.string() }),
  factOf('delivered', {}),
  factOf('undeliverable', { why: z.string().optional() }),
]);

export default defineStep({
  name: 'announce',
  summary: 'Sends a message to the channels that hear it.',
  spec: z.strictObject({ value: Name.describe('the message') }),
  uses: ({ value }) => [{ to: 'message', name: value, path: ['value'] }],
  title: ({ value }) => `Announce ${value}`,
  once: true,
  facts: AnnounceFact,

  next({ spec, facts, machine, release }) {
    const queued = lastFact(facts, 'queued');
    if (!queued)
      return record({ type: 'queued', message: spec.value }, { emit: 'say', message: spec.value, report: true });
    // A rollback never waits for Slack.
    if (release.run === 'rollback') return finish(`${spec.value} is on its way`);
    if (lastFact(facts, 'delivered')) return finish(`${spec.value} was announced`);

    const lost = lastFact(facts, 'undeliverable');
    if (lost) return finish(`${spec.value} could not be delivered${lost.why ? `: ${lost.why}` : ''}`);

    const left = queued.recorded + DELIVERY_LIMIT_MS - machine;
    return left > 0
      ? wait(`${spec.value} is on its way to Slack`, { pollMs: left })
      : finish(`${spec.value} is still undelivered after 10 minutes and stays queued`);
  },
});
