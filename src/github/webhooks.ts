import { Webhooks } from '@octokit/webhooks';
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { RepositoryNews } from '../core/repository/news.ts';

export const WEBHOOKS_PATH = '/github/webhooks';

/** GitHub sends up to 25 MB; what is longer than this are pushes of thousands of commits, which are found by looking. */
const BODY_AT_MOST = 5 * 1024 * 1024;

export interface WebhookParts {
  readonly secret: string;
  /** Called once for each delivery; GitHub's answer does not wait for what it begins. */
  heard(news: RepositoryNews): void;
  readonly log: Log;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The route that GitHub calls. What it says is believed to be a hint and nothing more, so that a delivery that comes
 * twice, late, in another order or never does no harm: the first three cause a look too many, and the last one is made
 * up for by looking regularly. A body that GitHub did not sign causes nothing at all.
 */
export function createWebhookRoute({ secret, heard, log }: WebhookParts) {
  const webhooks = new Webhooks({ secret });

  const answer = async (body: string, headers: Headers): Promise<{ status: number; body: object }> => {
    const signature = headers['x-hub-signature-256'];
    const isSigned = typeof signature === 'string' && signature !== '' && body !== '';
    if (!isSigned || !(await webhooks.verify(body, signature))) {
      log.warn('a webhook was not signed by GitHub', { delivery: headers['x-github-delivery'] });
      return { status: 401, body: { error: 'the signature is missing or wrong: compare GITHUB_WEBHOOK_SECRET' } };
    }
    const news = newsOf(body, headers);
    if ('error' in news) return { status: 400, body: news };
    if (news.repository !== undefined) tell({ ...news, repository: news.repository });
    return { status: 202, body: { ok: true } };
  };

  const tell = (news: RepositoryNews): void => {
    try {
      heard(news);
    } catch (error) {
      log.error('news of a repository led nowhere', { ...news, error: messageOf(error) });
    }
  };

  return { method: 'POST' as const, path: WEBHOOKS_PATH, bodyAtMost: BODY_AT_MOST, answer };
}

type News = Omit<RepositoryNews, 'repository'> & { readonly repository: string | undefined };

function newsOf(body: string, headers: Headers): News | { readonly error: string } {
  const heading = Heading.safeParse(headers);
  const hint = Hint.safeParse(parsed(body));
  if (!heading.success || !hint.success) {
    return { error: 'this is no delivery of GitHub: set the content type of the webhook to application/json' };
  }
  return {
    repository: hint.data.repository?.full_name,
    delivery: heading.data['x-github-delivery'],
    event: heading.data['x-github-event'],
    branches: [...new Set(branchesIn(hint.data))],
    pulls: [...new Set(pullsIn(hint.data))],
  };
}

const Heading = z.object({ 'x-github-delivery': z.string(), 'x-github-event': z.string() });

/** A place that is not as expected gives no hint; the rest still does. */
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const Built = z.object({
  head_branch: z.string().nullable(),
  pull_requests: z.array(z.object({ number: z.int() })),
});

/** Every place in which one of the events that we know names branches and pull requests. */
const Hint = z.object({
  repository: maybe(z.object({ full_name: z.string() })),
  ref: maybe(z.string()),
  ref_type: maybe(z.string()),
  branches: maybe(z.array(z.object({ name: z.string() }))),
  pull_request: maybe(z.object({ number: z.int(), base: z.object({ ref: z.string() }) })),
  changes: maybe(z.object({ base: z.object({ ref: z.object({ from: z.string() }) }) })),
  merge_group: maybe(z.object({ base_ref: z.string(), head_ref: z.string() })),
  check_suite: maybe(Built),
  workflow_run: maybe(Built),
});

type Hint = z.output<typeof Hint>;

function branchesIn(hint: Hint): readonly string[] {
  const { ref, ref_type, branches, pull_request, changes, merge_group, check_suite, workflow_run } = hint;
  return [
    ...(ref_type === undefined || ref_type === 'branch' ? branchOf(ref) : []),
    ...(branches ?? []).map(({ name }) => name),
    ...(pull_request ? [pull_request.base.ref] : []),
    ...(changes ? [changes.base.ref.from] : []),
    ...branchOf(merge_group?.base_ref),
    ...[check_suite, workflow_run].flatMap((built) => built?.head_branch ?? []),
  ];
}

/** A push writes `refs/heads/main`, the making of a branch `main`, and both write tags, too. */
function branchOf(ref: string | undefined): readonly string[] {
  if (ref === undefined || ref.startsWith('refs/tags/')) return [];
  return [ref.replace(/^refs\/heads\//, '')];
}

function pullsIn({ pull_request, merge_group, check_suite, workflow_run }: Hint): readonly number[] {
  const queued = /\/pr-(\d+)-/.exec(merge_group?.head_ref ?? '')?.[1];
  return [
    ...(pull_request ? [pull_request.number] : []),
    ...(queued === undefined ? [] : [Number(queued)]),
    ...[check_suite, workflow_run].flatMap((built) => (built?.pull_requests ?? []).map(({ number }) => number)),
  ];
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
