import { expect, it } from '@jest/globals';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import { createRoles } from '../../src/engine/roles.ts';
import { recordingLog } from '../support/quiet.ts';
import { KARS_DIRECTORY } from '../support/workshop.ts';

it('a person’s roles are all asked for at once: a click has three seconds', async () => {
  const names = ['lead', 'qa', 'devops'];
  const roles = Object.fromEntries(names.map((name) => [name, { people: [`${name}@kars.example`], deputies: [] }]));
  const asked: string[] = [];
  const all = Promise.withResolvers<void>();
  const directory = {
    ...KARS_DIRECTORY,
    async userByEmail(email: string) {
      asked.push(email);
      if (asked.length === names.length) all.resolve();
      await all.promise;
      return email.startsWith('qa') ? 'Uquinn' : undefined;
    },
  };
  const { of } = createRoles(directory, recordingLog());
  expect(await of({ roles } as unknown as Playbook, 'Uquinn', 0)).toEqual(['qa']);
});
