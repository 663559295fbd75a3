import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { Command, Duration } from '../core/playbook/words.ts';
import type { Ask } from '../core/release/ask.ts';
import { factOf, factsOf, lastFact, type NewFact } from '../core/release/fact.ts';
import { act, fail, finish, type Move, wait } from '../core/release/move.ts';
import { cut } from '../core/text.ts';
import { formatDuration } from '../core/time/duration.ts';
import { who } from './_people.ts';
import { type ActionContext, defineStep, type Finding, type StepView } from './_step.ts';

const POLL_MS = 1_000;
const NOTE_LINES = 5;
const KEPT_LINES = 20;
/** A repeatable command that is lost more often than this has another fault than a restart. */
const TIMES_LOST = 3;

const Spec = z.strictObject({
  value: Command.describe('a program and its arguments, split at spaces; there is no shell'),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('variables for the program; the only place for a `$SECRET`'),
  folder: z.string().optional().describe('where it runs, inside the checkout'),
  timeout: Duration.default(10 * 60_000).describe('after this it is ended'),
  repeatable: z
    .boolean()
    .default(false)
    .describe('after a crash it is run again; otherwise a person is asked what became of it'),
});
type Spec = z.output<typeof Spec>;

const RunFact = z.discriminatedUnion('type', [
  factOf('started', { key: z.string() }),
  factOf('ended', { exitCode: z.int(), ms: z.number(), output: z.array(z.string()) }),
  factOf('lost', { output: z.array(z.string()) }),
  factOf('judged', { outcome: z.enum(['well', 'failed', 'again']), reason: z.string() }),
]);
type RunFact = z.output<typeof RunFact>;

const Glimpse = z.object({ running: z.literal(true) });
type Glimpse = z.output<typeof Glimpse>;

type View = StepView<Spec, RunFact, Glimpse>;

export default defineStep({
  name: 'run',
  summary: 'Runs a program of the checkout, and goes on when it ends with exit code 0.',
  spec: Spec,
  title: ({ value }) => `Run ${cut(value, 60)}`,
  once: false,
  facts: RunFact,
  samples: Glimpse,

  next(view): Move<'start' | 'follow', never> {
    const { facts, spec, machine } = view;
    const last = facts.at(-1);
    switch (last?.type) {
      case undefined:
        return act('start');
      case 'started': {
        const left = (view.samples.at(-1)?.recorded ?? 0) + POLL_MS - machine;
        return left <= 0 ? act('follow') : wait(`\`${spec.value}\` is running`, { pollMs: left });
      }
      case 'ended':
        return last.exitCode === 0
          ? finish(`ended well in ${formatDuration(last.ms)}`, {
              exitCode: 0,
              output: last.output.slice(-NOTE_LINES).join('\n'),
            })
          : fail(
              [`\`${spec.value}\` ended with exit code ${last.exitCode}`, ...last.output.slice(-NOTE_LINES)].join('\n'),
            );
      case 'lost':
        if (spec.repeatable && factsOf(facts, 'lost').length < TIMES_LOST) return act('start');
        return wait(`nobody knows what became of \`${spec.value}\``, { ask: askOf(view, last.output) });
      case 'judged':
        if (last.outcome === 'again') return act('start');
        return last.outcome === 'well'
          ? finish(`${who(last.by)} says that it ended well: ${last.reason}`)
          : fail(`${who(last.by)} says that it failed: ${last.reason}`);
    }
  },

  hear({ verb, fields }, { facts }): NewFact<RunFact> {
    if (facts.at(-1)?.type !== 'lost') {
      throw new UserError('stale', 'what became of the command is known by now', { fix: 'Look at the card again.' });
    }
    const outcome = verb === 'well' || verb === 'again' ? verb : 'failed';
    return { type: 'judged', outcome, reason: fields.reason ?? '' };
  },

  actions: {
    start: {
      effect: true,
      timeoutMs: () => 20_000,
      settleMs: 1_000,
      async perform({ spec, tools, key }) {
        const { env, folder, timeout } = spec;
        const request = {
          argv: tools.argv(spec.value),
          env,
          timeoutMs: timeout,
          ...(folder !== undefined && { folder }),
        };
        await tools.commands.start(key, tools.request(request));
        return { type: 'started', key };
      },
      async look({ tools, key }) {
        const { state } = await tools.commands.look(key);
        return state === 'unknown' ? { didNot: true } : { happened: { type: 'started', key } };
      },
      // Its key is not known to whoever says so: the person is asked what became of it, too.
      assume: (): NewFact<RunFact> => ({ type: 'lost', output: [] }),
    },
    follow: { effect: false, timeoutMs: () => 20_000, perform: follow },
  },
});

async function follow({ facts, tools }: ActionContext<Spec, RunFact, Glimpse>): Promise<Finding<RunFact, Glimpse>> {
  const started = lastFact(facts, 'started');
  if (!started) throw new Error('nothing was started that could be followed');
  const state = await tools.commands.look(started.key);
  switch (state.state) {
    case 'running':
      return { sample: { running: true } };
    case 'ended':
      return {
        fact: { type: 'ended', exitCode: state.exitCode, ms: state.ms, output: tail(tools.redact(state.output)) },
      };
    // Nothing ends the program of such a step but somebody else.
    case 'superseded':
    case 'lost':
      return { fact: { type: 'lost', output: tail(tools.redact(state.output)) } };
    case 'unknown':
      return { fact: { type: 'lost', output: [] } };
  }
}

function tail(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-KEPT_LINES)
    .map((line) => cut(line, 300));
}

function askOf({ spec, owner }: View, output: readonly string[]): Ask {
  const of = [owner];
  const fields = [{ name: 'reason', label: 'How do you know?', kind: 'text' } as const];
  const seen = output.length > 0 ? ['The last it said:', ...output.slice(-NOTE_LINES)] : [];
  return {
    question: [`\`${spec.value}\` was killed and left no exit code. What became of it?`, ...seen].join('\n'),
    of,
    answers: [
      { verb: 'well', label: 'It ended well', of, fields },
      { verb: 'failed', label: 'It failed', style: 'danger', of, fields },
      { verb: 'again', label: 'Run it again', of, fields },
    ],
  };
}
