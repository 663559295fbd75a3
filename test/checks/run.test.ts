import { expect, it } from '@jest/globals';
import run from '../../src/checks/run.ts';
import type { CommandRequest, CommandState } from '../../src/core/ports.ts';
import { aContext, noCommands } from '../support/check-context.ts';

const settings = run.settings.parse({ value: 'sh test.sh --fast', env: { TOKEN: '$TOKEN' }, timeout: '5m' });

it.each<[CommandState, object]>([
  [
    { state: 'ended', exitCode: 0, output: 'ok\n', ms: 2_000 },
    { outcome: 'pass', evidence: ['ok'] },
  ],
  [
    { state: 'ended', exitCode: 2, output: 'login hunter2\n\n', ms: 10 },
    { outcome: 'fail', note: '`sh test.sh --fast` ended with exit code 2', evidence: ['login [secret]'] },
  ],
  [{ state: 'lost', output: '' }, { outcome: 'unknown' }],
  [{ state: 'unknown' }, { outcome: 'unknown' }],
])('makes of %j what it is', async (state, expected) => {
  const commands = { ...noCommands, run: async () => state };

  expect(await run.ask(settings, aContext({}, { commands }))).toMatchObject(expected);
});

it('runs the program under the key of this asking, with secrets in its environment alone', async () => {
  const runs: [string, CommandRequest][] = [];
  const commands = {
    ...noCommands,
    run: async (key: string, request: CommandRequest): Promise<CommandState> => {
      runs.push([key, request]);
      return { state: 'ended', exitCode: 0, output: '', ms: 1 };
    },
  };

  await run.ask(settings, aContext({}, { commands }));

  expect(runs).toEqual([['k', { argv: ['sh', 'test.sh', '--fast'], env: { TOKEN: 'the-TOKEN' }, timeoutMs: 300_000 }]]);
});
