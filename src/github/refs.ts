import { z } from 'zod';
import { DidNotHappen, messageOf, UserError } from '../core/errors.ts';
import type { BranchMerge, BranchMerged, Comparison, Refs, Tag } from '../core/repository/refs.ts';
import type { Api, Attempted } from './api.ts';
import { notDone } from './problem.ts';

const Target = z.object({ type: z.string(), sha: z.string() });
const Ref = z.object({ ref: z.string(), object: Target });
const TagObject = z.object({ sha: z.string(), message: z.string(), object: Target });
const Compared = z
  .object({ status: z.enum(['identical', 'ahead', 'behind', 'diverged']), ahead_by: z.number(), behind_by: z.number() })
  .transform(({ status, ahead_by, behind_by }): Comparison => ({ status, aheadBy: ahead_by, behindBy: behind_by }));
/** A 204 has no body, and means that there was nothing to merge. */
const Merge = z.union([z.object({ sha: z.string() }), z.literal('')]);

export function createRefs(api: Api): Refs {
  const ref = (name: string) => api.find('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: name }, Ref);
  const branch = async (name: string): Promise<string | undefined> => (await ref(`heads/${name}`))?.object.sha;
  return {
    branch,

    async tag(name) {
      const found = await ref(`tags/${name}`);
      return found && readTag(api, name, found.object);
    },

    async tagNames(beginning) {
      const route = 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}';
      const found = await api.list(route, { ref: `tags/${beginning}` }, z.array(Ref));
      return found.map((each) => each.ref.slice('refs/tags/'.length));
    },

    compare: (base, head) =>
      api.find(
        'GET /repos/{owner}/{repo}/compare/{basehead}',
        { basehead: `${base}...${head}`, per_page: 1 },
        Compared,
      ),

    async createBranch(name, commit) {
      await createRef(api, `refs/heads/${name}`, commit);
    },

    async createTag({ name, commit, message }) {
      const sha = await createTagObject(api, { tag: name, object: commit, message, type: 'commit' });
      await createRef(api, `refs/tags/${name}`, sha);
    },

    async deleteBranch(name) {
      const route = 'DELETE /repos/{owner}/{repo}/git/refs/{ref}';
      const attempted = await api.attempt(route, { ref: `heads/${name}` }, z.unknown());
      if ('refused' in attempted && (await branch(name)) !== undefined) throw notDone(attempted.refused);
    },

    async merge({ into, from, message }: BranchMerge) {
      const parameters = { base: into, head: from, commit_message: message };
      return mergeOutcome(await api.attempt('POST /repos/{owner}/{repo}/merges', parameters, Merge));
    },
  };
}

/** An annotated tag points to an object of its own, and that one to the commit, or to a further tag. */
async function readTag(api: Api, name: string, target: z.output<typeof Target>): Promise<Tag> {
  let to = target;
  let message: string | undefined;
  while (to.type === 'tag') {
    const found = await api.read('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', { tag_sha: to.sha }, TagObject);
    message ??= found.message;
    to = found.object;
  }
  if (to.type !== 'commit') {
    throw new UserError('no_commit', `the tag \`${name}\` points to no commit, but to a ${to.type}`, {
      fix: 'Remove it by hand, if nobody needs it.',
    });
  }
  return { name, commit: to.sha, annotated: message !== undefined, message: message ?? '' };
}

const createRef = (api: Api, ref: string, sha: string) =>
  api.write('POST /repos/{owner}/{repo}/git/refs', { ref, sha }, Ref);

/** Nobody sees the object before a ref points to it: whatever went wrong, there is no tag. */
async function createTagObject(api: Api, parameters: Readonly<Record<string, string>>): Promise<string> {
  try {
    return (await api.write('POST /repos/{owner}/{repo}/git/tags', parameters, TagObject)).sha;
  } catch (error) {
    throw error instanceof DidNotHappen ? error : new DidNotHappen(messageOf(error), { cause: error });
  }
}

/** Words by which GitHub says that a rule of the branch stands in the way; the status differs from rule to rule. */
const RULE = /rule violation|protected branch|required status|hook declined|not permitted|not allowed/i;

/** Exported for its table of answers. Throws DidNotHappen for a refusal that neither a rule nor a conflict explains. */
export function mergeOutcome(attempted: Attempted<z.output<typeof Merge>>): BranchMerged {
  if ('done' in attempted) return attempted.done === '' ? { already: true } : { merged: attempted.done.sha };
  const { status, words } = attempted.refused;
  if (RULE.test(words) || status === 403 || status === 422) return { refused: words };
  if (status === 409) return { conflict: words };
  throw notDone(attempted.refused);
}
