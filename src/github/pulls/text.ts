import { z } from 'zod';
import type { PullRequestText } from '../../core/repository/pull-requests.ts';
import type { Api } from '../api.ts';
import { pullRequestTexts } from '../documents.ts';
import { GHOST } from './pull.ts';

/** How many one document asks for; GitHub computes each, and gives up after ten seconds. */
const AT_ONCE = 50;

/** What the fragment `Text` of the documents brings. */
export const Text = z.object({
  number: z.number(),
  url: z.string(),
  title: z.string(),
  author: z.object({ __typename: z.string(), login: z.string() }).nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  closingIssuesReferences: z.object({ nodes: z.array(z.object({ number: z.number() })) }).nullable(),
});

const Answer = z.object({ repository: z.record(z.string(), Text.nullable()) });

export function readText(text: z.output<typeof Text>): PullRequestText {
  return {
    number: text.number,
    url: text.url,
    title: text.title,
    author: authorOf(text.author),
    labels: text.labels?.nodes.map(({ name }) => name) ?? [],
    closes: text.closingIssuesReferences?.nodes.map(({ number }) => number) ?? [],
  };
}

/** GraphQL leaves out what REST puts behind the login of a program. */
function authorOf(author: z.output<typeof Text>['author']): string {
  if (!author) return GHOST;
  return author.__typename === 'Bot' ? `${author.login}[bot]` : author.login;
}

/** By number; numbers that are no pull request are left out. */
export async function describe(api: Api, numbers: readonly number[]): Promise<ReadonlyMap<number, PullRequestText>> {
  // They were found in texts that anybody may write, and become a part of the question.
  const asked = [...new Set(numbers)].filter(
    (number) => Number.isSafeInteger(number) && number > 0 && number < 2 ** 31,
  );
  const found = new Map<number, PullRequestText>();
  for (let begin = 0; begin < asked.length; begin += AT_ONCE) {
    const document = pullRequestTexts(asked.slice(begin, begin + AT_ONCE));
    const { repository } = await api.query(document, {}, Answer);
    for (const text of Object.values(repository)) if (text) found.set(text.number, readText(text));
  }
  return found;
}
