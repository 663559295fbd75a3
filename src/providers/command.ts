import { z } from 'zod';
import { DidNotHappen } from '../core/errors.ts';
import { Command, Duration } from '../core/playbook/words.ts';
import type { CommandState, Commands } from '../core/ports.ts';
import { type Deployer, defineProvider, type Looked, type Observation, type ProviderContext } from './_provider.ts';

const MINUTE = 60_000;
const STOP_LIMIT_MS = 2 * MINUTE;

const Settings = z.strictObject({
  value: Command.describe('the program that deploys; `<version>` is filled in'),
  stop: Command.optional().describe('the program that takes the target out of service; without it a person is asked'),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('variables for the program; the only place for a `$SECRET`'),
  timeout: Duration.default(20 * MINUTE).describe('after this it is ended'),
});
type Settings = z.output<typeof Settings>;

export default defineProvider({
  name: 'command',
  summary:
    'Runs a program that deploys `<version>`: exit code 0 means live. It ends one of this release that still runs.',
  settings: Settings,
  connect: (settings, context): Deployer => ({
    async start({ version, key }) {
      await context.commands.start(key, {
        argv: argvFor(settings.value, version, context),
        env: envFor(settings, context),
        timeoutMs: settings.timeout,
        lane: context.lane,
      });
      return { deployId: key };
    },
    look: async (key) => looked(await context.commands.look(key), key),
    observe: async (deployId) => observation(await context.commands.look(deployId), context),
    ...(settings.stop !== undefined && {
      stop: (key: string) => stop(settings.stop ?? '', key, { settings, context }),
    }),
  }),
});

function argvFor(text: string, version: string, { argv }: ProviderContext): readonly string[] {
  // It becomes one argument: a version that is none could become several.
  if (!/^[\w.+-]+$/.test(version)) throw new DidNotHappen(`\`${version}\` is no version that a command can be given`);
  return argv(text.replaceAll('<version>', version));
}

const envFor = ({ env }: Settings, { fill }: ProviderContext): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));

function looked(state: CommandState, key: string): Looked {
  return state.state === 'unknown' ? { didNot: true } : { happened: { deployId: key } };
}

function observation(state: CommandState, { redact }: ProviderContext): Observation {
  switch (state.state) {
    case 'running':
      return { phase: 'building', note: 'the command is running' };
    case 'ended':
      return state.exitCode === 0
        ? { phase: 'live', note: 'the command ended well' }
        : { phase: 'failed', note: `exit code ${state.exitCode}${lastLine(redact(state.output))}` };
    case 'superseded':
      return { phase: 'failed', note: 'the release ended it, and began something else' };
    case 'lost':
      return { phase: 'failed', note: `the command was killed and left no exit code${lastLine(redact(state.output))}` };
    case 'unknown':
      return { phase: 'failed', note: 'there is no trace of the command' };
  }
}

function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1)?.trim();
  return line ? `: ${line}` : '';
}

async function stop(
  text: string,
  key: string,
  { settings, context }: { settings: Settings; context: ProviderContext & { commands: Commands } },
): Promise<void> {
  const { lane, argv } = context;
  const request = { argv: argv(text), env: envFor(settings, context), timeoutMs: STOP_LIMIT_MS, lane };
  const state = await context.commands.run(key, request);
  const { phase, note } = observation(state, context);
  // Its end is known, and asking under the same key would only tell it again: a person is needed soon.
  if (phase !== 'live') throw new DidNotHappen(`\`${text}\`: ${note}`);
}
