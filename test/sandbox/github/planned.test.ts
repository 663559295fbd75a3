import { expect, it } from '@jest/globals';
import { createIssues } from '../../../src/github/issues.ts';
import { apiAt } from '../../support/github-api.ts';
import { freshLoopback, KARS } from './loopback.ts';

const here = freshLoopback();

function planned(by: 'label' | 'milestone', name: string) {
  const { github } = here();
  return createIssues(apiAt(github.apiUrl, { token: github.token }, 'humac/kars')).planned({ by, name });
}

it('what is left under a label are the open pull requests that carry it', async () => {
  const { as } = here();
  await as().issues.addLabels({ ...KARS, issue_number: 45, labels: ['ships in 1.5.0'] });
  await as().issues.addLabels({ ...KARS, issue_number: 44, labels: ['ships in 1.5.0'] });
  await as().pulls.update({ ...KARS, pull_number: 44, state: 'closed' });

  expect((await planned('label', 'ships in 1.5.0'))?.open).toMatchObject([{ number: 45, isPullRequest: true }]);
});

it.each([
  ['label', 'nobody made this'],
  ['milestone', 'v1.5.0'],
] as const)('a %s that is not there is none', async (by, name) => {
  expect(await planned(by, name)).toBeUndefined();
});
