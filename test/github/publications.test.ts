import { describe, expect, it } from '@jest/globals';
import { DidNotHappen } from '../../src/core/errors.ts';
import { createPublications } from '../../src/github/publications.ts';
import { type Answers, answering, apiAt, refusing } from '../support/github-api.ts';
import { serve } from '../support/local-server.ts';

const release = (tag: string, draft = false) => ({
  id: 5,
  html_url: `https://github.com/acme/shop/releases/tag/${tag}`,
  tag_name: tag,
  name: `${tag} - Autumn`,
  body: '## Added',
  draft,
});
const TAG = { 'GET /git/ref/tags%2Fv1.5.0': { ref: 'refs/tags/v1.5.0' } };
const NOTES = { tag: 'v1.5.0', title: 'v1.5.0 - Autumn', body: '## Added', prerelease: false };

async function asking<T>(answers: Answers, ask: (at: ReturnType<typeof createPublications>) => Promise<T>) {
  await using server = await serve(answering(answers));
  const outcome = await ask(createPublications(apiAt(server.url))).catch((error: unknown) => error);
  return { outcome, written: server.seen.filter(({ method }) => method === 'POST') };
}

describe('published notes', () => {
  it('are found by their tag', async () => {
    const answers = { 'GET /releases/tags/v1.5.0': release('v1.5.0') };

    expect((await asking(answers, (at) => at.find('v1.5.0'))).outcome).toMatchObject({ id: 5, draft: false });
  });

  it('are found while they are a draft', async () => {
    const answers = { 'GET /releases': [release('v1.4.0'), release('v1.5.0', true)] };

    expect((await asking(answers, (at) => at.find('v1.5.0'))).outcome).toMatchObject({ draft: true });
    expect((await asking(answers, (at) => at.find('v1.6.0'))).outcome).toBeUndefined();
  });
});

describe('publishing', () => {
  it('says the notes under their tag', async () => {
    const answers = { ...TAG, 'POST /releases': release('v1.5.0') };
    const { outcome, written } = await asking(answers, (at) => at.publish(NOTES));

    expect(outcome).toMatchObject({ id: 5, title: 'v1.5.0 - Autumn' });
    expect(JSON.parse(written[0]?.body ?? '')).toMatchObject({ tag_name: 'v1.5.0', prerelease: false });
  });

  it('does not make a tag that is missing', async () => {
    const { outcome, written } = await asking({ 'POST /releases': release('v1.5.0') }, (at) => at.publish(NOTES));

    expect(outcome).toBeInstanceOf(DidNotHappen);
    expect(written).toEqual([]);
  });

  it.each([
    [422, 'already_exists', /already_exists/],
    [404, 'Not Found', /Workflows: write/],
    [403, 'Resource not accessible by integration', /Workflows: write/],
  ])('that is refused (%d) certainly did not happen', async (status, message, words) => {
    const answers = { ...TAG, 'POST /releases': refusing(status, message) };
    const { outcome } = await asking(answers, (at) => at.publish(NOTES));

    expect(outcome).toBeInstanceOf(DidNotHappen);
    expect(outcome).toHaveProperty('message', expect.stringMatching(words));
  });
});
