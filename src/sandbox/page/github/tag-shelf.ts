import { readCommit, readTag } from '../../github/git/commits.ts';
import type { World } from '../../github/world.ts';
import { html } from '../html.ts';
import { commitMark, type Drawn } from './drawn.ts';

const MOST = 15;

/** The newest tags first. */
export async function tagShelf(world: World): Promise<readonly Drawn[]> {
  const tags = await Promise.all(
    world.refs.below('refs/tags/').map(async ({ ref, sha }) => {
      const [tag, commit] = await Promise.all([readTag(world.objects, sha), readCommit(world.objects, sha)]);
      const at = tag?.tagger.at ?? commit?.committer.at ?? 0;
      return {
        name: ref.slice('refs/tags/'.length),
        sha: commit?.sha ?? sha,
        words: tag?.message ?? 'lightweight',
        at,
      };
    }),
  );
  return tags
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST)
    .map(({ name, sha, words }) => ({
      key: `tag-${name}`,
      html: String(html`<p class="line"><b>${name}</b> <span class="quiet">${commitMark(sha)} ${words}</span></p>`),
    }));
}
