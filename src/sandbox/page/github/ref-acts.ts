import { z } from 'zod';
import type { Act } from '../act.ts';
import { deed } from './deed.ts';

const Name = z.string().trim().min(1);

/** What people do to branches, tags and the rules about them. */
export const REF_ACTS: Readonly<Record<string, Act>> = {
  'github/push': deed(
    z.object({ branch: Name, from: Name, message: Name, path: Name, content: z.string() }),
    async ({ branch, from, message, path, content }, { hand }) => {
      const text = content.endsWith('\n') || content === '' ? content : `${content}\n`;
      const sha = await hand.push({ branch, from, message, files: { [path]: text } });
      return `Pushed ${sha.slice(0, 7)} to ${branch}.`;
    },
  ),

  'github/tag': deed(
    z.object({ name: Name, at: Name, message: z.string().trim() }),
    async ({ name, at, message }, { hand }) => {
      await hand.tag(name, at, message);
      return `Set ${name}.`;
    },
  ),

  'github/delete-branch': deed(z.object({ branch: Name }), async ({ branch }, { hand }) => {
    await hand.deleteBranch(branch);
    return `Deleted ${branch}.`;
  }),

  'github/ruleset': deed(
    z.object({ id: z.int(), enforcement: z.enum(['active', 'disabled']) }),
    async ({ id, enforcement }, { hand }) => {
      await hand.enforce(id, enforcement);
      return enforcement === 'active' ? 'The ruleset is on.' : 'The ruleset is off.';
    },
  ),
};
