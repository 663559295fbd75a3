import { z } from 'zod';
import { type Check, defineCheck } from '../../src/checks/_check.ts';
import { DidNotHappen, UserError } from '../../src/core/errors.ts';
import { Name } from '../../src/core/playbook/words.ts';
import { factOf } from '../../src/core/release/fact.ts';
import { act, finish } from '../../src/core/release/move.ts';
import type { Definitions } from '../../src/engine/load.ts';
import { type Deployer, defineProvider, type Looked } from '../../src/providers/_provider.ts';
import { defineStep, type StepKind } from '../../src/steps/_step.ts';

/**
 * How a deploy goes. `lost`: it is done, and the answer is lost. `refused`: certainly not done. `nothing`: not done, and
 * nobody is told so. `travelling`: nobody is told, and it is done when the test says `arrive()`. A promise: it is done,
 * and answered when the promise resolves. An error: not done, and thrown.
 */
export type Going = 'well' | 'lost' | 'refused' | 'nothing' | 'travelling' | Promise<void> | Error;

/** The outside, as a test wants it. */
export interface LabWorld {
  /** What really took place, oldest first: `staging 1.0.0`. */
  readonly effects: string[];
  /** How the next deploys go; those after them go well. */
  readonly starts: Going[];
  /** What the next looks say; those after them say the truth, an error is thrown. */
  readonly looks: (Looked | Error)[];
  /** How often anybody asked what became of a deploy. */
  looked: number;
  /** By check: what it answers; `pass` where nothing is said. */
  readonly checks: Map<string, 'pass' | 'fail' | 'unknown'>;
  /** How often each check was asked. */
  readonly asked: string[];
  /** So many of the next reads of `peek` steps fail. */
  failingReads: number;
  /** What the next reads of `peek` steps throw. */
  readonly readErrors: Error[];
  reads: number;
  /** Carries out what is still travelling. */
  arrive(): void;
}

export function createLabWorld(): { readonly world: LabWorld; readonly definitions: Definitions } {
  const done = new Map<string, string>();
  let travelling: (() => void)[] = [];
  const world: LabWorld = {
    effects: [],
    starts: [],
    looks: [],
    looked: 0,
    checks: new Map(),
    asked: [],
    failingReads: 0,
    readErrors: [],
    reads: 0,
    arrive() {
      for (const carryOut of travelling) carryOut();
      travelling = [];
    },
  };
  const carryOut = (target: string, version: string, key: string): { deployId: string } => {
    world.effects.push(`${target} ${version}`);
    const deployId = `d-${world.effects.length}`;
    done.set(key, deployId);
    return { deployId };
  };
  const deployer = (target: string): Deployer => ({
    async start({ version, key }) {
      const going = world.starts.shift() ?? 'well';
      if (going === 'refused') throw new DidNotHappen('the lab is closed');
      if (going === 'nothing') throw new Error('socket hang up');
      if (going === 'travelling') {
        travelling.push(() => carryOut(target, version, key));
        throw new Error('socket hang up');
      }
      if (going instanceof Error) throw going;
      const started = carryOut(target, version, key);
      if (going === 'lost') throw new Error('socket hang up');
      if (going !== 'well') await going;
      return started;
    },
    async look(key) {
      world.looked += 1;
      const said = world.looks.shift();
      if (said instanceof Error) throw said;
      if (said) return said;
      const deployId = done.get(key);
      return deployId === undefined ? { didNot: true } : { happened: { deployId } };
    },
    observe: async () => ({ phase: 'live', note: 'running' }),
  });
  return { world, definitions: definitionsOf(world, deployer) };
}

function definitionsOf(world: LabWorld, deployer: (target: string) => Deployer): Definitions {
  const settings = z.strictObject({ value: Name });
  const provider = defineProvider({
    name: 'lab',
    summary: 'Deploys as the test wants it.',
    settings,
    connect: ({ value }) => deployer(value),
  });
  const check: Check<z.output<typeof settings>> = defineCheck({
    name: 'lab',
    summary: 'Answers what the test wants.',
    comesWith: 'definition',
    settings,
    measures: [],
    async ask({ value }) {
      world.asked.push(value);
      const outcome = world.checks.get(value) ?? 'pass';
      return { outcome, note: `${value} says ${outcome}`, evidence: [], measures: {} };
    },
  });
  return {
    providers: new Map([['lab', provider]]) as Definitions['providers'],
    checks: new Map([['lab', check]]) as unknown as Definitions['checks'],
    steps: new Map([['peek', peekKind(world)]]) as unknown as Definitions['steps'],
  };
}

/** A step that only reads, and whose reads may fail. */
function peekKind(world: LabWorld) {
  const facts = factOf('seen', {});
  const kind: StepKind<{ value: string }, z.output<typeof facts>, never, 'look'> = {
    name: 'peek',
    summary: 'Reads something outside.',
    spec: z.strictObject({ value: Name }),
    title: ({ value }) => `Peek at ${value}`,
    once: false,
    facts,
    next({ spec, facts: seen }) {
      if (spec.value === 'wall') throw new UserError('no_window', 'a wall has no window');
      return seen.length > 0 ? finish('seen') : act('look');
    },
    actions: {
      look: {
        effect: false,
        timeoutMs: () => 1_000,
        async perform() {
          world.reads += 1;
          const error = world.readErrors.shift();
          if (error) throw error;
          if (world.failingReads > 0) {
            world.failingReads -= 1;
            throw new Error('the window is dirty');
          }
          return { fact: { type: 'seen' } };
        },
      },
    },
  };
  return defineStep(kind);
}
