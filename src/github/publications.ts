import { z } from 'zod';
import { DidNotHappen } from '../core/errors.ts';
import type { Publication, Publications } from '../core/repository/publications.ts';
import { cut } from '../core/text.ts';
import type { Api, Refusal } from './api.ts';

const BODY_LIMIT = 125_000;

const Release = z
  .object({
    id: z.int(),
    html_url: z.string(),
    tag_name: z.string(),
    name: z.string().nullish(),
    body: z.string().nullish(),
    draft: z.boolean(),
  })
  .transform(({ id, html_url, tag_name, name, body, draft }) => ({
    tag: tag_name,
    publication: { id, url: html_url, title: name ?? tag_name, body: body ?? '', draft } satisfies Publication,
  }));

const RELEASES = '/repos/{owner}/{repo}/releases';

export function createPublications(api: Api): Publications {
  return {
    async find(tag) {
      const published = await api.find(`GET ${RELEASES}/tags/{tag}`, { tag }, Release);
      if (published) return published.publication;
      // A draft has no address by its tag. One that is meant is among the newest.
      const newest = await api.read(`GET ${RELEASES}`, { per_page: 100 }, z.array(Release));
      return newest.find((each) => each.tag === tag)?.publication;
    },

    async publish({ tag, title, body, prerelease }) {
      const ref = await api.find('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: `tags/${tag}` }, z.unknown());
      // GitHub would make one, on whatever is the newest commit.
      if (ref === undefined) throw new DidNotHappen(`there is no tag \`${tag}\` to publish notes for`);
      const notes = { tag_name: tag, name: title, body: cut(body, BODY_LIMIT), prerelease };
      const made = await api.attempt(`POST ${RELEASES}`, notes, Release);
      if ('done' in made) return made.done.publication;
      throw new DidNotHappen(`GitHub did not publish the notes of \`${tag}\`: ${wordsOf(made.refused)}`);
    },
  };
}

const WORKFLOWS_RIGHT =
  'It also says so when the commit changes files in `.github/workflows` and Shipmate lacks the right `Workflows: write`.';

const wordsOf = ({ status, words }: Refusal): string =>
  status === 403 || status === 404 ? `${words} ${WORKFLOWS_RIGHT}` : words;
