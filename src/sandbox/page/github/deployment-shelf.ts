import type { Deployment } from '../../github/deployments.ts';
import type { World } from '../../github/world.ts';
import { html } from '../html.ts';
import { commitMark, type Drawn } from './drawn.ts';

const MOST = 3;

/** By environment: what was deployed there last, and what before. */
export function deploymentShelf({ deployments }: World): readonly Drawn[] {
  const newestFirst = [...deployments.values()].reverse();
  const environments = Map.groupBy(newestFirst, ({ environment }) => environment);
  return [...environments].map(([environment, all]) => ({
    key: `environment-${environment}`,
    html: String(html`<div class="line"><b>${environment}</b>${all.slice(0, MOST).map(drawDeployment)}</div>`),
  }));
}

function drawDeployment({ ref, sha, description, statuses }: Deployment) {
  const state = statuses.at(-1)?.state ?? 'no status';
  return html`<p>${ref === sha ? commitMark(sha) : ref} <span class="quiet">${description}</span><span class="state ${state === 'success' ? '' : 'slow'}">${state}</span></p>`;
}
