import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import rollback from '../../src/cli/rollback.ts';
import { runCommand } from '../support/cli-io.ts';
import { type Lab, openLab } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

it('from the command line guesses nothing about the database where steps depend on it', async () => {
  lab = await openLab({
    phases: '- deploy: production',
    rollback: `rollback:
  decided-by: [commander]
  steps:
    - manual: Restore the database
      when: database-migrated
    - deploy: production
      id: go-back
      version: previous
`,
  });
  const id = await lab.open();
  const io = {
    env: { DATABASE_URL: join(lab.folder, 'test.sqlite') },
    cwd: lab.folder,
    now: () => lab.clock.machine(),
  };
  const args = [id, '0.0.9', 'errors', 'everywhere', '--as', 'igor@kars.example'];
  for (const more of [[], ['--database', 'maybe']]) {
    await expect(runCommand(rollback, [...args, ...more], io)).rejects.toMatchObject({
      code: 'bad_usage',
      fix: 'Say `--database yes` or `--database no`.',
    });
  }
  expect(await lab.store.inbox()).toEqual([]);
});
