import { z } from 'zod';
import { cutFrom, type Place, placeOf } from '../core/playbook/places.ts';
import { Name, Text } from '../core/playbook/words.ts';
import { factOf, type NewFact } from '../core/release/fact.ts';
import { newestOf } from '../core/release/tag-format.ts';
import { findPlace } from '../core/repository/find-place.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { branchOf, placedIn } from './_places.ts';
import type { ActionContext, StepView } from './_step.ts';

export const Spec = z.strictObject({
  value: Name.describe('the target'),
  environment: Text.optional().describe('what the host calls it; the name of the target when it is left out'),
});
type Spec = z.output<typeof Spec>;

export const DeploymentFact = z.discriminatedUnion('type', [
  /** What is recorded: the version, and a tag or a commit that is it. Null when there is neither. */
  factOf('found', { version: z.string(), ref: z.string().nullable() }),
  /** Null: a person says that it was, and nobody knows its number. */
  factOf('recorded', { deployment: z.int().nullable() }),
  factOf('told', { deployment: z.int().nullable() }),
]);
export type DeploymentFact = z.output<typeof DeploymentFact>;
export type View = StepView<Spec, DeploymentFact, never>;
export type Context = ActionContext<Spec, DeploymentFact, never>;

/** What was proven live on the target last. */
export function liveVersion({ spec, release }: Pick<View, 'spec' | 'release'>): string | undefined {
  return release.live[spec.value]?.[0]?.version;
}

/** The tag of the live version; without one, and only for the version of this release, where its branch is. */
export async function findRef(context: Context): Promise<NewFact<DeploymentFact>> {
  const { playbook, release } = context;
  const { refs } = context.tools.repository(context.signal);
  const version = liveVersion(context);
  if (version === undefined) throw new Error(`nothing was proven live on \`${context.spec.value}\``);
  const { production } = playbook.tags;
  const tags = production === undefined ? [] : await tagsOf(production, { playbook, refs });
  const tag = newestOf(tags.filter((each) => each.version === version));
  if (tag) return { type: 'found', version, ref: tag.name };
  for (const place of version === release.version ? ownPlaces(context) : []) {
    const found = await findPlace(place, { playbook, refs });
    if (found) return { type: 'found', version, ref: found.commit };
  }
  return { type: 'found', version, ref: null };
}

/** The release's branch, and the one that it is cut from. A tag that it is cut from is an older version. */
function ownPlaces(view: Pick<View, 'playbook' | 'release'>): readonly Place[] {
  const placed = placedIn(view);
  const from = cutFrom(placed);
  return [placeOf('release', placed), ...(from?.kind === 'branch' ? [from] : [])];
}

/** Why nobody can tell which commit the version is, and what to do about it. */
export function unknownRef(view: View, version: string): string {
  const { playbook, release, spec } = view;
  const { production } = playbook.tags;
  const branch = version === release.version ? `, and \`${branchOf('release', view)}\` is not there` : '';
  const what = `nobody can tell which commit ${version} on ${spec.value} is: `;
  return production === undefined
    ? `${what}the playbook has no tag \`production\`${branch}. Skip this step, and add \`tags: { production: v<version> }\``
    : `${what}no tag \`${production}\` is there for it${branch}. Set the tag at the host, then try again`;
}
