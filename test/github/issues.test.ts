import { expect, it } from '@jest/globals';
import { createGitHub } from '../../src/github/github.ts';
import { createIssues } from '../../src/github/issues.ts';
import { type Answerer, json, serve } from '../support/local-server.ts';
import { recordingLog } from '../support/quiet.ts';

const MILESTONES = [
  { number: 1, title: 'v1.4.0', html_url: 'https://x/1', closed_issues: 9, open_issues: 0 },
  { number: 2, title: 'v1.5.0', html_url: 'https://x/2', closed_issues: 3, open_issues: 2 },
];
const ISSUES = [
  { number: 8, title: 'Export' },
  { number: 9, title: 'Import', pull_request: { url: 'https://x/9' } },
];

const answer: Answerer = ({ path }, response) => {
  const url = new URL(path, 'http://x');
  const below = decodeURIComponent(url.pathname.replace('/repos/acme/shop', ''));
  if (below === '/milestones') return json(response, MILESTONES);
  if (below === '/issues') return json(response, ISSUES);
  if (below === '/labels/in progress') return json(response, { name: 'in progress', url: 'https://x/l' });
  if (below === '') return json(response, { id: 1 });
  return json(response, { message: 'Not Found' }, 404);
};

function issuesAt(apiUrl: string) {
  const parts = { mirrors: '', machine: () => 0, log: recordingLog(), env: {}, isHasty: true };
  const github = createGitHub({ apiUrl, identity: { token: 'ghp_not-a-real-one' } }, parts);
  return createIssues(github.api('acme/shop', AbortSignal.timeout(60_000)));
}

it('what is left of a milestone is asked for by its number, pull requests among it', async () => {
  await using server = await serve(answer);

  expect(await issuesAt(server.url).planned({ by: 'milestone', name: 'v1.5.0' })).toEqual({
    url: 'https://x/2',
    closed: 3,
    open: [
      { number: 8, title: 'Export', isPullRequest: false },
      { number: 9, title: 'Import', isPullRequest: true },
    ],
  });
  expect(server.seen.at(-1)?.path).toMatch(/\/issues\?.*state=open.*milestone=2/);
});

it('what is left under a label is asked for by its name', async () => {
  await using server = await serve(answer);

  expect(await issuesAt(server.url).planned({ by: 'label', name: 'in progress' })).toMatchObject({ closed: null });
  expect(server.seen.at(-1)?.path).toMatch(/labels=in(\+|%20)progress/);
});

it.each([
  { by: 'milestone', name: 'v1.6.0' },
  { by: 'label', name: 'nobody made this' },
] as const)('%j, which is not there, is not the same as nothing that is left', async (plan) => {
  await using server = await serve(answer);

  expect(await issuesAt(server.url).planned(plan)).toBeUndefined();
});
