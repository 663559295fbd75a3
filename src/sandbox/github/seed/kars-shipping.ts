import { readCommit } from '../git/commits.ts';
import type { World } from '../world.ts';

const VERSIONS = [
  {
    tag: 'v1.4.1',
    name: 'v1.4.1 - Everyone who was invited',
    body: '### Added\n\n- A list of everyone who was invited (#35)',
  },
  {
    tag: 'v1.4.2',
    name: 'v1.4.2 - Customers are saved once',
    body: '### Fixed\n\n- Saving a customer twice no longer makes two of them (#38)',
  },
] as const;

/** Where KARS is deployed, and what was published of it. */
export async function plantShipping({ environments, releases, refs, objects, nextId }: World): Promise<void> {
  environments.set('staging', { id: nextId(), name: 'staging', reviewers: [] });
  environments.set('production', { id: nextId(), name: 'production', reviewers: ['devon-kars', 'ana-kars'] });
  for (const { tag, name, body } of VERSIONS) {
    const at = (await readCommit(objects, refs.get(`refs/tags/${tag}`) ?? ''))?.committer.at ?? 0;
    const told = { draft: false, prerelease: false, author: 'rosa-kars', createdAt: at, publishedAt: at };
    const id = nextId();
    releases.set(id, { id, tag, target: 'main', name, body, ...told });
  }
}
