import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import doctor from '../../src/cli/doctor.ts';
import type { Examination } from '../../src/core/host-doctor.ts';
import { runCommand } from '../support/cli-io.ts';
import { openDatabase, type TestDatabase } from '../support/database.ts';
import { changed, TINY } from '../support/kit.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await openDatabase();
  await mkdir(join(database.folder, 'playbooks'));
  await writeFile(join(database.folder, 'playbooks', 'tiny.yml'), TINY);
});
afterEach(() => database.remove());

function examined(found: Partial<Examination> = {}) {
  const env = { DATABASE_URL: database.file, PLAYBOOKS: 'playbooks' };
  const asked: string[] = [];
  const hostDoctor = () => ({
    examine: async ({ repository }: { readonly repository: string }) => {
      asked.push(repository);
      return { problems: [], notes: [], ...found };
    },
  });
  return { asked, run: (more = {}) => runCommand(doctor, [], { cwd: database.folder, env, hostDoctor, ...more }) };
}

describe('shipmate doctor', () => {
  it('says that nothing is wrong, after it asked about every repository', async () => {
    const { asked, run } = examined();

    expect(await run()).toEqual({ code: 0, out: ['Nothing is wrong.'], err: [] });
    expect(asked).toEqual(['acme/tiny']);
  });

  it('tells a right that is missing', async () => {
    const { run } = examined({ problems: ['tiny: the GitHub App lacks `Administration: write`'] });

    expect(await run()).toEqual({ code: 1, out: [], err: ['tiny: the GitHub App lacks `Administration: write`'] });
  });

  it('tells what can not be known, and does not call it wrong', async () => {
    const { run } = examined({ notes: ['tiny: the token does not tell what it may write'] });

    expect(await run()).toMatchObject({
      code: 0,
      out: [expect.stringContaining('does not tell'), 'Nothing is wrong.'],
    });
  });

  it('tells what is wrong with the variables of GitHub, and goes on', async () => {
    await writeFile(
      join(database.folder, 'playbooks', 'broken.yml'),
      changed(changed(TINY, 'playbook: tiny', 'playbook: broken'), 'Fri 12:00', 'noon'),
    );
    const hostDoctor = () => {
      throw new Error('GITHUB_APP_ID is missing');
    };
    const { code, err } = await examined().run({ hostDoctor });

    expect(code).toBe(1);
    expect(err).toEqual([expect.stringContaining('`noon` is no deadline'), 'GITHUB_APP_ID is missing']);
  });
});
