import { z } from 'zod';
import { Name } from '../core/playbook/words.ts';
import { defineProvider } from './_provider.ts';

export default defineProvider({
  name: 'manual',
  summary: 'A person of this role deploys by hand and says so.',
  settings: z.strictObject({ value: Name.describe('the role that deploys') }),
  byHand: ({ value }) => value,
});
