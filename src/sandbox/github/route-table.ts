import type { Route } from './routes/_route.ts';
import { alerts } from './routes/alerts.ts';
import { app } from './routes/app.ts';
import { commits, oneCommit } from './routes/commits.ts';
import { contents } from './routes/contents.ts';
import { deployments } from './routes/deployments.ts';
import { graphql } from './routes/graphql.ts';
import { merges } from './routes/merges.ts';
import { objects } from './routes/objects.ts';
import { pendingDeployments } from './routes/pending-deployments.ts';
import { planned } from './routes/planned.ts';
import { protection } from './routes/protection.ts';
import { pulls } from './routes/pulls.ts';
import { refs } from './routes/refs.ts';
import { releases } from './routes/releases.ts';
import { repository } from './routes/repository.ts';
import { reviews } from './routes/reviews.ts';
import { rulesets } from './routes/rulesets.ts';
import { runs } from './routes/runs.ts';
import { statuses } from './routes/statuses.ts';
import { workflows } from './routes/workflows.ts';
import type { Repository } from './world.ts';

const SHIPPING: readonly Route[] = [
  ...workflows,
  ...runs,
  ...pendingDeployments,
  ...deployments,
  ...releases,
  ...alerts,
];

/** The first that fits answers: what ends in a ref of any length comes last. */
const ROUTES: readonly Route[] = [
  ...app,
  ...graphql,
  ...repository,
  ...protection,
  ...refs,
  ...objects,
  ...pulls,
  ...reviews,
  ...planned,
  ...merges,
  ...statuses,
  ...rulesets,
  ...commits,
  ...contents,
  ...SHIPPING,
  oneCommit,
];

const BELOW = '/repos/:owner/:repo';

const TABLE = ROUTES.map((route) => {
  const [method = '', path = ''] = route.at.split(' ');
  const whole = path.startsWith('//') ? path.slice(1) : `${BELOW}${path === '/' ? '' : path}`;
  return { route, method, pattern: patternOf(whole) };
});

export interface FoundRoute {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The route behind an address; undefined for another repository, too. */
export function findRoute(method: string, path: string, { owner, name }: Repository): FoundRoute | undefined {
  for (const entry of TABLE) {
    const match = entry.method === method ? entry.pattern.exec(path) : null;
    if (!match) continue;
    const params = decoded(match.groups ?? {});
    const isOurs = params.owner === undefined || isSame(`${params.owner}/${params.repo}`, `${owner}/${name}`);
    if (isOurs) return { route: entry.route, params };
  }
  return undefined;
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `:name` stands for one segment, `*name` for the rest. */
function patternOf(path: string): RegExp {
  const text = path
    .split('/')
    .map((part) => {
      if (part.startsWith(':')) return `(?<${part.slice(1)}>[^/]+)`;
      return part.startsWith('*') ? `(?<${part.slice(1)}>.+)` : part.replace(/[.]/g, '\\.');
    })
    .join('/');
  return new RegExp(`^${text}/?$`);
}

function decoded(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
