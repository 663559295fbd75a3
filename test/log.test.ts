import { describe, expect, it } from '@jest/globals';
import { createLog, type Level } from '../src/log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void, level: Level = 'debug', secrets: string[] = []) {
  const lines: string[] = [];
  write(createLog({ level, secrets, machine: () => 0, write: (line) => lines.push(line) }));
  return lines;
}

const one = (write: (log: ReturnType<typeof createLog>) => void, secrets: string[] = []): string =>
  logged(write, 'debug', secrets).join('\n');

describe('the log', () => {
  it('is one line of JSON for each thing that happened', () => {
    expect(one((log) => log.info('ready', { port: 3000 }))).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"ready","port":3000}',
    );
    expect(logged((log) => log.info('two\nlines'))).toHaveLength(1);
    expect(one((log) => log.info('two\nlines'))).not.toContain('\n');
  });

  it.each<[Level, number]>([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
  ])('at level %s tells what is at least that bad', (level, count) => {
    const all = (log: ReturnType<typeof createLog>): void => {
      log.debug('d');
      log.info('i');
      log.warn('w');
      log.error('e');
    };
    expect(logged(all, level)).toHaveLength(count);
  });

  it('tells an error with its stack and all that led to it', () => {
    const error = new Error('the deploy failed', { cause: new TypeError('fetch failed', { cause: 'ECONNRESET' }) });
    const { error: told } = JSON.parse(one((log) => log.error('x', { error })));
    expect(told).toMatchObject({
      name: 'Error',
      message: 'the deploy failed',
      stack: expect.stringContaining('log.test.ts'),
      cause: { name: 'TypeError', message: 'fetch failed', cause: 'ECONNRESET' },
    });
  });

  it.each([
    ['in the message', (secret: string) => one((log) => log.info(`with ${secret}`), [secret])],
    ['deep in the details', (secret: string) => one((log) => log.info('x', { a: { b: [secret] } }), [secret])],
    ['in an error', (secret: string) => one((log) => log.info('x', { error: new Error(secret) }), [secret])],
    ['as a name', (secret: string) => one((log) => log.info('x', { [secret]: 1 }), [secret])],
  ])('never tells a secret %s', (_where, line) => {
    for (const secret of ['xoxb-1-2', 'with "quotes" and \\', 'ä\n$&']) {
      expect(line(secret)).toContain('[secret]');
      expect(line(secret)).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(() => JSON.parse(line(secret))).not.toThrow();
    }
  });

  it('has no token of GitHub, even one that was made a minute ago', () => {
    const line = one((log) =>
      log.warn('git fetch failed', { url: 'https://x:ghs_7_ey.J-h@github.com', next: 'ghp_a b' }),
    );

    expect(JSON.parse(line)).toMatchObject({ url: 'https://x:[secret]', next: '[secret] b' });
  });

  it('is not blanked out by a secret that is empty', () => {
    expect(one((log) => log.info('hello'), [''])).toContain('"hello"');
  });

  it('keeps its own words where details have the same names', () => {
    expect(JSON.parse(one((log) => log.warn('mine', { message: 'theirs', level: 'x' })))).toMatchObject({
      message: 'mine',
      level: 'warn',
    });
  });

  it.each([
    [
      'a circle',
      () => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        return circle;
      },
    ],
    ['a number too big', () => ({ big: 1n })],
  ])('tells what happened even when the details are %s', (_what, details) => {
    expect(JSON.parse(one((log) => log.warn('mine', details())))).toMatchObject({
      message: 'mine',
      details: expect.stringContaining('could not be written'),
    });
  });
});
