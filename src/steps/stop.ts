import { z } from 'zod';
import { Name } from '../core/playbook/words.ts';
import { factOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move, wait } from '../core/release/move.ts';
import { handOf } from '../providers/_provider.ts';
import { who } from './_people.ts';
import { defineStep } from './_step.ts';

const StopFact = z.discriminatedUnion('type', [
  factOf('found', { able: z.boolean() }),
  factOf('stopped', {}),
  factOf('by-hand', { outcome: z.enum(['stopped', 'failed']), reason: z.string() }),
]);
type StopFact = z.output<typeof StopFact>;

/** Takes a target out of service. A provider that can't, and a target deployed by hand, leave it to a person. */
export default defineStep({
  name: 'stop',
  summary: 'Takes a target out of service.',
  spec: z.strictObject({ value: Name.describe('the target') }),
  uses: ({ value }) => [{ to: 'target', name: value, path: ['value'] }],
  title: ({ value }) => `Stop ${value}`,
  once: false,
  facts: StopFact,

  next({ spec, facts, owner, playbook }): Move<'find' | 'stop', never> {
    const hand = lastFact(facts, 'by-hand');
    if (hand?.outcome === 'failed') return fail(`${who(hand.by)} could not stop ${spec.value}: ${hand.reason}`);
    if (hand) return finish(`${spec.value} was stopped by ${who(hand.by)}`);
    if (lastFact(facts, 'stopped')) return finish(`${spec.value} is stopped`);

    const target = playbook.targets[spec.value];
    const role = target && handOf(target);
    const found = lastFact(facts, 'found');
    if (role === undefined && !found) return act('find');
    if (role === undefined && found?.able) return act('stop');

    const of = [role ?? owner];
    const reason = { name: 'reason', label: 'What stands in the way?', kind: 'text' } as const;
    return wait(`${spec.value} is to be stopped by hand`, {
      ask: {
        question: `Take ${spec.value} out of service by hand, then say so.`,
        of,
        answers: [
          { verb: 'stopped', label: 'Stopped', style: 'primary', of },
          { verb: 'failed', label: 'Could not do it', style: 'danger', of, fields: [reason] },
        ],
      },
    });
  },

  hear({ verb, fields }): NewFact<StopFact> {
    return { type: 'by-hand', outcome: verb === 'stopped' ? 'stopped' : 'failed', reason: fields.reason ?? '' };
  },

  actions: {
    find: {
      effect: false,
      timeoutMs: () => 10_000,
      perform: async ({ spec, tools }) => ({
        fact: { type: 'found', able: tools.deployer(spec.value).stop !== undefined },
      }),
    },
    stop: {
      effect: true,
      // A rollback waits for it, also when its answer was lost; a command that takes longer goes on and is found again.
      timeoutMs: () => 30_000,
      settleMs: 5_000,
      async perform({ spec, tools, key, signal }) {
        await tools.deployer(spec.value).stop?.(key, signal);
        return { type: 'stopped' };
      },
      // Stopping what is stopped changes nothing, so that it is simply done again.
      look: async () => ({ didNot: true }),
      assume: (): NewFact<StopFact> => ({ type: 'stopped' }),
    },
  },
});
