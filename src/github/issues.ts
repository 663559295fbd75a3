import { z } from 'zod';
import type { Issues, Planned, PlannedIssue } from '../core/repository/issues.ts';
import type { Api } from './api.ts';

/** GitHub lists pull requests among the issues. */
export function createIssues(api: Api): Issues {
  const open = (filter: Readonly<Record<string, string | number>>): Promise<readonly PlannedIssue[]> =>
    api.list('GET /repos/{owner}/{repo}/issues', { state: 'open', ...filter }, IssuePage);

  return {
    planned: ({ by, name }) => (by === 'milestone' ? ofMilestone(name) : ofLabel(name)),
  };

  async function ofMilestone(title: string): Promise<Planned | undefined> {
    const all = await api.list('GET /repos/{owner}/{repo}/milestones', { state: 'all' }, z.array(Milestone));
    const found = all.find((milestone) => milestone.title === title);
    if (!found) return undefined;
    return { url: found.html_url, open: await open({ milestone: found.number }), closed: found.closed_issues };
  }

  /** A label that nobody made finds nothing, which is not the same as nothing that is left: it is asked for first. */
  async function ofLabel(label: string): Promise<Planned | undefined> {
    const found = await api.find('GET /repos/{owner}/{repo}/labels/{name}', { name: label }, Label);
    return found && { url: found.url, open: await open({ labels: found.name }), closed: null };
  }
}

const Milestone = z.object({
  number: z.int(),
  title: z.string(),
  html_url: z.string(),
  closed_issues: z.int(),
});

const Label = z.object({ name: z.string(), url: z.string() });

const IssuePage = z
  .array(z.object({ number: z.int(), title: z.string(), pull_request: z.object({}).optional() }))
  .transform((issues) =>
    issues.map(
      ({ number, title, pull_request }): PlannedIssue => ({ number, title, isPullRequest: pull_request !== undefined }),
    ),
  );
