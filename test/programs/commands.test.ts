import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandState, Commands } from '../../src/core/ports.ts';
import { createCommands } from '../../src/programs/commands.ts';
import { identify, isAlive } from '../../src/programs/process-identity.ts';
import { until } from '../support/until.ts';

const NODE = process.execPath;
const SECRET = 'correct-horse-battery';

let folder = '';
let commands: Commands;

const connect = (machine = Date.now): Commands =>
  createCommands({
    folder: join(folder, 'runs'),
    cwd: folder,
    env: { ...process.env, SLACK_BOT_TOKEN: 'xoxb-never' },
    machine,
    secrets: [SECRET],
  });

const script = (code: string, timeoutMs = 20_000) => ({ argv: [NODE, '-e', code], timeoutMs });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-programs-'));
  commands = connect();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a command', () => {
  it.each([
    ['exit 0', 'console.log("built")', 0, 'built\n'],
    ['another exit code', 'console.error("no space"); process.exit(3)', 3, 'no space\n'],
    ['a signal', 'process.kill(process.pid, "SIGKILL")', 137, ''],
  ])('tells %s with what was printed', async (_what, code, exitCode, output) => {
    expect(await commands.run('k', script(code))).toMatchObject({ state: 'ended', exitCode, output });
  });

  it('is run once under one key, whoever asks for it again', async () => {
    const code = `require('fs').appendFileSync(${JSON.stringify(join(folder, 'effects'))}, 'x')`;

    await Promise.all([commands.run('k', script(code)), commands.look('k')]);
    await commands.run('k', script(code));
    await connect().run('k', script(code));

    expect(readFileSync(join(folder, 'effects'), 'utf8')).toBe('x');
  });

  it('gets its arguments as they are: no shell reads them', async () => {
    const argv = [NODE, '-p', 'process.argv[1]', '$(id); echo `id` | cat'];

    expect(await commands.run('k', { argv, timeoutMs: 20_000 })).toMatchObject({ output: '$(id); echo `id` | cat\n' });
  });

  it('sees the allow-list of variables and its own, and no token of the bot', async () => {
    const request = { ...script('console.log(process.env.SLACK_BOT_TOKEN, process.env.STAGE, !!process.env.PATH)') };

    expect(await commands.run('k', { ...request, env: { STAGE: 'blue' } })).toMatchObject({
      output: 'undefined blue true\n',
    });
  });

  it('leaves no secret behind, neither in its output nor on disk, even when it is printed in two pieces', async () => {
    const code = `const s = process.env.TOKEN; process.stdout.write('<' + s.slice(0, 9)); setTimeout(() => console.log(s.slice(9) + '>'), 50)`;

    const state = await commands.run('k', { ...script(code), env: { TOKEN: SECRET } });

    expect(state).toMatchObject({ output: '<[secret]>\n' });
    const files = readdirSync(join(folder, 'runs'), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, 'runs', name))
      .filter((name) => statSync(name).isFile());
    expect(files.filter((name) => readFileSync(name, 'utf8').includes(SECRET))).toEqual([]);
  });

  it('keeps the beginning and the end of a long output', async () => {
    const state = await commands.run('k', script('for (let i = 0; i < 200000; i++) console.log("line " + i)'));

    const output = state.state === 'ended' ? state.output : '';
    expect(output.length).toBeLessThan(400_000);
    expect(output).toMatch(/^line 0\n[\s\S]*characters left out[\s\S]*line 199999\n$/);
  });

  it('is stopped at its time limit together with what it started', async () => {
    const child = `setInterval(() => {}, 1e6)`;
    const code = `console.log(require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]).pid); ${child}`;

    const state = await commands.run('k', script(code, 1_000));

    expect(state).toMatchObject({ state: 'ended', exitCode: 124 });
    expect(outputOf(state)).toContain('stopped at the time limit');
    expect(isAlive(identify(Number.parseInt(outputOf(state), 10)))).toBe(false);
  });

  it('that does not exist certainly did not happen, and may be tried again', async () => {
    const argv = [join(folder, 'no-such-program')];

    await expect(commands.run('k', { argv, timeoutMs: 1_000 })).rejects.toMatchObject({ name: 'DidNotHappen' });

    expect(await commands.look('k')).toEqual({ state: 'unknown' });
    expect(await commands.run('k', script(''))).toMatchObject({ state: 'ended', exitCode: 0 });
  });

  it.each(['..', '/etc', 'a/../../b'])('is refused in the folder %s, outside the checkout', async (outside) => {
    await expect(commands.start('k', { ...script(''), folder: outside })).rejects.toThrow('outside the checkout');
  });

  it('runs in a folder of the checkout', async () => {
    mkdirSync(join(folder, 'backend'));

    const state = await commands.run('k', { ...script('console.log(process.cwd())'), folder: 'backend' });

    expect(outputOf(state).trim()).toMatch(/\/backend$/);
  });
});

describe('of programs in one lane', () => {
  const lane = 'kars-17/production';
  const file = (): string => join(folder, 'lived');
  /** Writes every 20 ms that it lives, together with a child that does not listen to the polite signal. */
  const stubborn = (): string => {
    const write = `require('fs').appendFileSync(${JSON.stringify(file())}, process.pid + '\\n')`;
    const child = `process.on('SIGTERM', () => {}); setInterval(() => ${write}, 20)`;
    return `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]); setInterval(() => ${write}, 20)`;
  };
  const writers = (): number => new Set(readFileSync(file(), 'utf8').trim().split('\n')).size;

  it('the newer one ends the older one with all that it started, and begins when that has ended', async () => {
    await commands.start('old', { ...script(stubborn(), 60_000), lane });
    await until('both write', () => existsSync(file()) && writers() === 2);

    const lived = `const { size } = require('fs').statSync(${JSON.stringify(file())}); setTimeout(() => console.log(require('fs').statSync(${JSON.stringify(file())}).size - size), 200)`;
    const newer = await connect().run('new', { ...script(lived), lane });

    expect(newer).toMatchObject({ state: 'ended', exitCode: 0, output: '0\n' });
    expect(await commands.look('old')).toMatchObject({ state: 'superseded' });
  });

  it.each([
    ['under the same key', 'old', lane],
    ['in another lane', 'new', 'kars-17/staging'],
    ['without a lane', 'new', undefined],
  ])('nothing is ended by one %s', async (_what, key, other) => {
    const old = commands.run('old', { ...script('setTimeout(() => {}, 500)'), lane });
    await until('it runs', async () => (await commands.look('old')).state === 'running');
    await commands.run(key, { ...script(''), ...(other !== undefined && { lane: other }) });

    expect(await old).toMatchObject({ state: 'ended', exitCode: 0 });
  });

  it.each([
    ['had ended', 'process.exit(3)', { state: 'ended', exitCode: 3 }],
    [
      'ends well when it is asked to',
      'process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1e6)',
      { state: 'superseded' },
    ],
  ])('one that %s is told so', async (_what, code, expected) => {
    await commands.start('old', { ...script(code, 60_000), lane });
    await pause(300);
    await commands.run('new', { ...script(''), lane });

    expect(await commands.look('old')).toMatchObject(expected);
  });

  it('one that is asked for again ends nothing that came after it', async () => {
    await commands.run('stop', { ...script(''), lane });
    await commands.start('deploy', { ...script('setTimeout(() => {}, 500)'), lane });

    expect(await commands.run('stop', { ...script(''), lane })).toMatchObject({ state: 'ended', exitCode: 0 });
    expect(await commands.run('deploy', { ...script(''), lane })).toMatchObject({ state: 'ended', exitCode: 0 });
  });

  it('what a killed program left in its group is ended, too', async () => {
    await commands.start('old', { ...script(stubborn(), 60_000), lane });
    await until('both write', () => existsSync(file()) && writers() === 2);
    process.kill(Number(readFileSync(file(), 'utf8').split('\n')[0]), 'SIGKILL');
    await commands.run('new', { ...script(''), lane });
    const { size } = statSync(file());
    await pause(200);

    expect(statSync(file()).size).toBe(size);
  });

  it('two keys that begin at once both end what ran, and one of them is left', async () => {
    await commands.start('old', { ...script('setTimeout(() => {}, 60_000)', 90_000), lane });
    const keys = ['a', 'b', 'b'];
    await Promise.all(
      keys.map((key) => commands.start(key, { ...script('setTimeout(() => {}, 60_000)', 90_000), lane })),
    );
    const states = async () => (await Promise.all(['a', 'b'].map(commands.look))).map(({ state }) => state).sort();

    expect(await commands.look('old')).toMatchObject({ state: 'superseded' });
    expect(await states()).toEqual(['running', 'superseded']);
    await commands.run('last', { ...script(''), lane });
    expect(await states()).toEqual(['superseded', 'superseded']);
  });

  it.each([
    ['its folder was cleared away', (run: string, _lane: string) => rmSync(run, { recursive: true })],
    ['its name was lost with the power', (_run: string, file: string) => writeFileSync(file, '')],
  ])('begins although %s', async (_what, spoil) => {
    await commands.run('old', { ...script(''), lane });
    const runs = join(folder, 'runs');
    const [key = ''] = readdirSync(runs).filter((name) => name !== 'lanes');
    const [name = ''] = readdirSync(join(runs, 'lanes'));
    spoil(join(runs, key), join(runs, 'lanes', name));

    expect(await commands.run('new', { ...script(''), lane })).toMatchObject({ state: 'ended', exitCode: 0 });
  });
});

describe('looking', () => {
  it('says unknown for a key that was never started', async () => {
    expect(await commands.look('never')).toEqual({ state: 'unknown' });
  });

  it('calls off a run whose wrapper never began, so that it can not begin later', async () => {
    await commands.run('k', script(''));
    const [key = ''] = readdirSync(join(folder, 'runs'));
    const cutOff = join(folder, 'runs', key, '2');
    mkdirSync(cutOff);

    expect(await commands.look('k')).toMatchObject({ state: 'running' });
    expect(await connect(() => Date.now() + 60_000).look('k')).toEqual({ state: 'unknown' });
    expect(JSON.parse(readFileSync(join(cutOff, 'claim.json'), 'utf8'))).toEqual({ by: 'nobody' });
  });

  it('does not take a later process with the same number for the wrapper', async () => {
    await commands.run('k', script(''));
    const [key = ''] = readdirSync(join(folder, 'runs'));
    const run = join(folder, 'runs', key, '2');
    mkdirSync(run);
    const process_ = { pid: process.pid, began: 'an-earlier-boot/1' };
    writeFileSync(join(run, 'claim.json'), JSON.stringify({ by: 'wrapper', process: process_, at: 1 }));

    expect(await commands.look('k')).toEqual({ state: 'lost', output: '' });
  });
});

describe('after kill -9', () => {
  const runner = async (key: string, code: string): Promise<ChildProcess> => {
    const file = fileURLToPath(new URL('./runner.ts', import.meta.url));
    const started = spawn(NODE, [file, join(folder, 'runs'), key, '20000', NODE, '-e', code]);
    await once(started.stdout, 'data');
    return started;
  };

  it('of Shipmate, a command runs on and its end can be read', async () => {
    const gate = join(folder, 'gate');
    const code = `const t = setInterval(() => { if (require('fs').existsSync(${JSON.stringify(gate)})) { console.log('done'); clearInterval(t) } }, 20)`;
    const killed = await runner('k', code);
    killed.kill('SIGKILL');
    await once(killed, 'exit');

    expect(await commands.look('k')).toMatchObject({ state: 'running' });
    writeFileSync(gate, '');

    expect(await commands.run('k', script('console.log("a second time")'))).toMatchObject({
      state: 'ended',
      exitCode: 0,
      output: 'done\n',
    });
  });

  it('of the wrapper and the command, it says that the end is lost', async () => {
    const pidFile = join(folder, 'pid');
    const code = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1e6)`;
    const runs = join(folder, 'runs');
    await commands.start('k', script(code));
    const waiting = commands.run('k', script(code));
    const [key = ''] = readdirSync(runs);
    const pidOf = (file: string): number => JSON.parse(readFileSync(join(runs, key, '1', file), 'utf8')).process.pid;

    process.kill(pidOf('claim.json'), 'SIGKILL');
    process.kill(pidOf('child.json'), 'SIGKILL');

    expect(await waiting).toMatchObject({ state: 'lost' });
    expect(existsSync(join(runs, key, '2'))).toBe(false);
  });
});

function outputOf(state: CommandState): string {
  return 'output' in state ? state.output : '';
}
