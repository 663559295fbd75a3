import { z } from 'zod';
import type { Api } from '../api.ts';
import { notDone } from '../problem.ts';

const Asked = z.object({ requested_reviewers: z.array(z.object({ login: z.string() })) });

/** Returns the logins that GitHub did not take. */
export async function requestReviews(api: Api, number: number, logins: readonly string[]): Promise<readonly string[]> {
  if (logins.length === 0) return [];
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
  const attempted = await api.attempt(route, { pull_number: number, reviewers: logins }, Asked);
  if ('done' in attempted) {
    const taken = new Set(attempted.done.requested_reviewers.map(({ login }) => login.toLowerCase()));
    return logins.filter((login) => !taken.has(login.toLowerCase()));
  }
  if (attempted.refused.status !== 422) throw notDone(attempted.refused);
  if (logins.length === 1) return logins;
  // One that it does not know makes GitHub refuse all of them.
  const refused: string[] = [];
  for (const login of logins) refused.push(...(await requestReviews(api, number, [login])));
  return refused;
}
