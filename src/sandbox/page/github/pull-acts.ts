import { z } from 'zod';
import type { Act } from '../act.ts';
import { deed } from './deed.ts';

const Name = z.string().trim().min(1);
const Numbered = { number: z.int().positive() };

/** What people do to pull requests. */
export const PULL_ACTS: Readonly<Record<string, Act>> = {
  'github/open': deed(
    z.object({ title: Name, head: Name, base: Name, body: z.string(), draft: z.enum(['yes', 'no']) }),
    async ({ draft, ...asked }, { hand }) => {
      const { number } = await hand.open({ ...asked, draft: draft === 'yes' });
      return `Opened #${number}.`;
    },
  ),

  'github/review': deed(
    z.object({ ...Numbered, opinion: z.enum(['approve', 'request-changes']) }),
    async ({ number, opinion }, { hand }) => {
      await hand.review(number, opinion);
      return opinion === 'approve' ? `Approved #${number}.` : `Asked for changes in #${number}.`;
    },
  ),

  'github/merge': deed(
    z.object({ ...Numbered, method: z.enum(['merge', 'squash', 'rebase']) }),
    async ({ number, method }, { hand }) => {
      const sha = await hand.merge(number, method);
      return `Merged #${number} as ${sha.slice(0, 7)}.`;
    },
  ),

  'github/auto-merge': deed(z.object(Numbered), async ({ number }, { hand }) => {
    await hand.enableAutoMerge(number);
    return `#${number} merges by itself once it may.`;
  }),

  'github/enqueue': deed(z.object(Numbered), async ({ number }, { hand }) => {
    await hand.enqueue(number);
    return `#${number} waits in the merge queue.`;
  }),

  'github/close': deed(z.object(Numbered), async ({ number }, { hand }) => {
    await hand.close(number);
    return `Closed #${number}.`;
  }),

  'github/reopen': deed(z.object(Numbered), async ({ number }, { hand }) => {
    await hand.reopen(number);
    return `Reopened #${number}.`;
  }),

  'github/retarget': deed(z.object({ ...Numbered, base: Name }), async ({ number, base }, { hand }) => {
    await hand.retarget(number, base);
    return `#${number} goes into ${base} now.`;
  }),

  'github/draft': deed(z.object({ ...Numbered, draft: z.boolean() }), async ({ number, draft }, { hand }) => {
    await hand.draft(number, draft);
    return draft ? `#${number} is a draft.` : `#${number} is ready for review.`;
  }),

  'github/label': deed(z.object({ ...Numbered, label: Name }), async ({ number, label }, { hand }) => {
    await hand.label(number, label);
    return `Labelled #${number} ${label}.`;
  }),

  'github/check': deed(
    z.object({ ...Numbered, name: Name, conclusion: z.enum(['success', 'failure', 'cancelled', 'timed_out']) }),
    async ({ number, name, conclusion }, { hand, github }) => {
      await hand.setCheck(github.pull(number).head.sha, name, conclusion);
      return `${name} says ${conclusion.replace('_', ' ')}.`;
    },
  ),
};
