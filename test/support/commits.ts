import type { Commit } from '../../src/core/repository/history.ts';
import type { PullRequestText } from '../../src/core/repository/pull-requests.ts';

/** A commit as a test writes it: `a1` comes from nothing, `a1 < a0` from a0, `m < a0 b2` merges b2. */
export function aCommit(shas: string, message: string, author = 'Rosa'): Commit {
  const [sha = '', ...parents] = shas.split(/[ <]+/);
  const [subject = '', ...lines] = message.split('\n');
  const body = lines.join('\n').trim();
  return { sha: full(sha), parents: parents.map(full), author, email: 'rosa@acme.example', at: 0, subject, body };
}

/** Short names of commits as what git calls them. */
export const full = (sha: string): string => sha.padEnd(40, 'e');

export function aPullText(number: number, title: string, more: Partial<PullRequestText> = {}): PullRequestText {
  return {
    number,
    url: `https://github.example/pull/${number}`,
    title,
    author: 'rosa',
    labels: [],
    closes: [],
    ...more,
  };
}
