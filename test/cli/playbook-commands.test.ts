import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CliCommand } from '../../src/cli/_command.ts';
import check from '../../src/cli/check.ts';
import simulate from '../../src/cli/simulate.ts';
import { runCommand } from '../support/cli-io.ts';
import { changed, TINY } from '../support/kit.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(cwd, 'tiny.yml'), TINY);
  await writeFile(
    join(cwd, 'broken.yml'),
    changed(changed(TINY, 'playbook: tiny', 'playbook: broken'), 'Fri 12:00', 'noon'),
  );
});
afterAll(() => rm(cwd, { recursive: true }));

const run = (command: CliCommand, ...args: readonly string[]) =>
  runCommand(command, args, { cwd, now: () => Date.parse('2026-03-02T05:00Z') });

describe('shipmate check', () => {
  it('says that a right file is right', async () => {
    expect(await run(check, 'tiny.yml')).toEqual({
      code: 0,
      out: ['tiny.yml: Tiny release is right: types weekly, hotfix; 3 phases; a rollback'],
      err: [],
    });
  });

  it('tells the mistakes of every file, with file, line and key', async () => {
    const { code, out } = await run(check, 'broken.yml', 'tiny.yml');

    expect(code).toBe(1);
    expect(out).toEqual([
      expect.stringMatching(/^broken\.yml:\d+ phases\[1]\.steps\[2]\.due: `noon` is no deadline/),
      expect.stringContaining('tiny.yml: Tiny release is right'),
    ]);
  });

  it('names a file that is not there, and its usage', async () => {
    await expect(run(check, 'nowhere.yml')).rejects.toThrow("`nowhere.yml` can't be read");
    await expect(run(check)).rejects.toMatchObject({ fix: 'Usage: `shipmate check FILE…`' });
  });
});

describe('shipmate simulate', () => {
  it('shows four weeks from now when nothing else is said', async () => {
    const { code, out } = await run(simulate, 'tiny.yml');

    expect(code).toBe(0);
    expect(out.filter((line) => line.endsWith('weekly opens'))).toHaveLength(4);
  });

  it('shows other weeks from another day', async () => {
    const { out } = await run(simulate, 'tiny.yml', '--weeks', '1', '--from', '2026-11-01');

    expect(out[1]).toBe('1 weeks from Sun 2026-11-01 00:00 EDT (Sun 04:00 UTC)');
  });

  it('shows the mistakes of a file that is not right', async () => {
    const { code, out, err } = await run(simulate, 'broken.yml');

    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toEqual([expect.stringContaining('is no deadline')]);
  });

  it.each([
    [[], 'Name one file.'],
    [['tiny.yml', '--weeks', 'many'], '`many` is no number of weeks'],
    [['tiny.yml', '--weeks', '0'], '`0` is no number of weeks'],
    [['tiny.yml', '--from', 'monday'], '`monday` is no date'],
    [['tiny.yml', '--week', '2'], "Unknown option '--week'"],
  ])('refuses %j', async (args, message) => {
    await expect(run(simulate, ...args)).rejects.toThrow(message);
  });
});
