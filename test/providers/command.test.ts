import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DidNotHappen } from '../../src/core/errors.ts';
import type { CommandState } from '../../src/core/ports.ts';
import { createCommands } from '../../src/programs/commands.ts';
import type { Deployer } from '../../src/providers/_provider.ts';
import command from '../../src/providers/command.ts';
import { noCommands } from '../support/check-context.ts';
import { aProviderContext } from '../support/provider-context.ts';

const signal = new AbortController().signal;

const connect = (settings: object, commands = noCommands): Deployer => {
  const deployer = command.connect?.(
    command.settings.parse(settings),
    aProviderContext({ provider: 'command' }, commands),
  );
  if (!deployer) throw new Error('the provider connects to nothing');
  return deployer;
};

describe('a real program', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shipmate-provider-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('deploys the version it is given, and its exit code is the end of the deploy', async () => {
    const parts = { folder: join(folder, 'runs'), cwd: folder, env: process.env, machine: Date.now, secrets: [] };
    const commands = createCommands(parts);
    writeFileSync(join(folder, 'deploy.sh'), 'echo "$1 $TOKEN" > deployed; exit "$CODE"');
    const settings = { value: 'sh deploy.sh <version>', env: { TOKEN: '$TOKEN', CODE: '3' } };
    const deployer = connect(settings, commands);

    const { deployId } = await deployer.start({ version: '1.5.0', key: 'k', signal });
    await commands.run('k', { argv: ['true'], timeoutMs: 1_000 });

    expect(readFileSync(join(folder, 'deployed'), 'utf8')).toBe('1.5.0 the-TOKEN\n');
    expect(await deployer.look('k', signal)).toEqual({ happened: { deployId } });
    expect(await deployer.observe(deployId, signal)).toEqual({ phase: 'failed', note: 'exit code 3' });
  });

  it.each([
    ['another deploy', (deployer: Deployer) => deployer.start({ version: '1.4.2', key: 'k2', signal })],
    ['a stop', (deployer: Deployer) => deployer.stop?.('k2', signal)],
  ])('that still deploys is ended by %s', async (_what, begin) => {
    const parts = { folder: join(folder, 'runs'), cwd: folder, env: process.env, machine: Date.now, secrets: [] };
    writeFileSync(join(folder, 'deploy.sh'), 'test "$1" = 1.5.0 && sleep 60; true');
    const deployer = connect({ value: 'sh deploy.sh <version>', stop: 'true' }, createCommands(parts));

    await deployer.start({ version: '1.5.0', key: 'k', signal });
    expect(await deployer.observe('k', signal)).toMatchObject({ phase: 'building' });
    await begin(deployer);

    expect(await deployer.observe('k', signal)).toMatchObject({
      phase: 'failed',
      note: expect.stringContaining('something else'),
    });
  });
});

it.each<[CommandState, object]>([
  [{ state: 'running', since: 1 }, { phase: 'building' }],
  [{ state: 'ended', exitCode: 0, output: 'done', ms: 1 }, { phase: 'live' }],
  [
    { state: 'ended', exitCode: 1, output: 'a\nhunter2 expired\n', ms: 1 },
    { phase: 'failed', note: 'exit code 1: [secret] expired' },
  ],
  [
    { state: 'superseded', output: '' },
    { phase: 'failed', note: 'the release ended it, and began something else' },
  ],
  [
    { state: 'lost', output: '' },
    { phase: 'failed', note: 'the command was killed and left no exit code' },
  ],
  [{ state: 'unknown' }, { phase: 'failed' }],
])('makes of %j what it is', async (state, expected) => {
  expect(
    await connect({ value: 'sh d.sh' }, { ...noCommands, look: async () => state }).observe('k', signal),
  ).toMatchObject(expected);
});

it('knows by its key that a deploy was never started', async () => {
  expect(await connect({ value: 'sh d.sh' }).look('k', signal)).toEqual({ didNot: true });
});

it.each([['1.5.0 --force'], ['"1'], ['']])(
  'refuses the version `%s`, which could become several arguments',
  async (version) => {
    await expect(connect({ value: 'sh d.sh <version>' }).start({ version, key: 'k', signal })).rejects.toBeInstanceOf(
      DidNotHappen,
    );
  },
);

describe('stopping', () => {
  it('is possible only with a command for it', () => {
    expect(connect({ value: 'sh d.sh' }).stop).toBeUndefined();
  });

  it.each<[number, boolean]>([
    [0, true],
    [1, false],
  ])('with exit code %d is done: %j', async (exitCode, isDone) => {
    const commands = {
      ...noCommands,
      run: async (): Promise<CommandState> => ({ state: 'ended', exitCode, output: '', ms: 1 }),
    };
    const stopped = connect({ value: 'sh d.sh', stop: 'sh stop.sh' }, commands).stop?.('k', signal);

    // A refusal that is certain is told soon; one that is unknown would first be looked at for minutes.
    if (isDone) await expect(stopped).resolves.toBeUndefined();
    else await expect(stopped).rejects.toBeInstanceOf(DidNotHappen);
  });
});
