import { expect, it } from '@jest/globals';
import type { Plan } from '../../src/core/repository/issues.ts';
import { createIssues } from '../../src/github/issues.ts';
import { answering, apiAt } from '../support/github-api.ts';
import { serve } from '../support/local-server.ts';

const MILESTONES = [
  { number: 1, title: 'v1.4.0', html_url: 'https://x/1', closed_issues: 9, open_issues: 0 },
  { number: 2, title: 'v1.5.0', html_url: 'https://x/2', closed_issues: 3, open_issues: 2 },
];
const ISSUES = [
  { number: 8, title: 'Export' },
  { number: 9, title: 'Import', pull_request: { url: 'https://x/9' } },
];

async function asking(plan: Plan) {
  const answers = {
    'GET /milestones': MILESTONES,
    'GET /issues': ISSUES,
    'GET /labels/in%20progress': { name: 'in progress', url: 'https://x/l' },
  };
  await using server = await serve(answering(answers));
  return { planned: await createIssues(apiAt(server.url)).planned(plan), seen: server.seen };
}

it('what is left of a milestone is asked for by its number, pull requests among it', async () => {
  const { planned, seen } = await asking({ by: 'milestone', name: 'v1.5.0' });

  expect(planned).toEqual({
    url: 'https://x/2',
    closed: 3,
    open: [
      { number: 8, title: 'Export', isPullRequest: false },
      { number: 9, title: 'Import', isPullRequest: true },
    ],
  });
  expect(seen.at(-1)?.path).toMatch(/\/issues\?.*state=open.*milestone=2/);
});

it('what is left under a label is asked for by its name', async () => {
  const { planned, seen } = await asking({ by: 'label', name: 'in progress' });

  expect(planned).toMatchObject({ closed: null });
  expect(seen.at(-1)?.path).toMatch(/labels=in(\+|%20)progress/);
});

it.each([
  { by: 'milestone', name: 'v1.6.0' },
  { by: 'label', name: 'nobody made this' },
] as const)('%j, which is not there, is not the same as nothing that is left', async (plan) => {
  expect((await asking(plan)).planned).toBeUndefined();
});
