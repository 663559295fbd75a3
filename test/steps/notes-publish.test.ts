import { describe, expect, it } from '@jest/globals';
import { publishedBody } from '../../src/core/notes/publication.ts';
import notes from '../../src/steps/notes.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'publish' };
const URL = 'https://host.example/acme/web/releases/v1.5.0';
const TAGS = { production: 'v<version>', candidate: 'v<version>-rc.<n>' };
const SETTINGS = {
  changelog: 'CHANGELOG.md',
  sections: { Added: ['feat'], Fixed: ['fix'] },
  references: false,
  title: 'v<version> - <summary>',
  footer: '## Help\n\nAsk about v<version>.',
};
const PLAYBOOK = { tags: TAGS, notes: SETTINGS };
const WRITTEN = { outputs: { 'write-notes': { version: '1.5.0', notes: '### Added\n\n- kept with the release' } } };
const PARTS: ViewParts = { playbook: PLAYBOOK, release: { summary: 'Search' } };

const found = (more: object = {}) => ({
  type: 'found',
  tag: 'v1.5.0',
  expected: 'v1.5.0',
  title: 'v1.5.0 - Search',
  text: '## Added\n\n- search',
  more: 0,
  there: null,
  ...more,
});
const there = (more: object = {}) => found({ there: { url: URL, draft: false, same: false, ...more } });
const USED = { type: 'used', by: 'UQUINN' };

describe('publishing', () => {
  it.each<[string, NonNullable<ViewParts['facts']>, object]>([
    ['looks first', [], { do: 'act', action: 'find' }],
    [
      'shows what it would publish to the role that reviews it',
      [found()],
      {
        do: 'wait',
        ask: {
          question: '“v1.5.0 - Search” is published at `v1.5.0` with these words.',
          text: 'Added\n• search',
          of: ['qa'],
          answers: [{ verb: 'use', label: 'Publish' }, { verb: 'edit' }, { verb: 'again' }],
        },
      },
    ],
    ['happens once somebody has seen it', [found(), USED], { do: 'act', action: 'publish' }],
    [
      'ends with the address',
      [found(), USED, { type: 'published', url: URL }],
      { do: 'finish', note: `published: ${URL}`, output: { 'notes-url': URL } },
    ],
    [
      'waits for the tag',
      [found({ tag: null })],
      { do: 'wait', why: 'there is no tag `v1.5.0`', ask: { answers: [{ verb: 'again' }] } },
    ],
    ['looks again when it is told to', [found({ tag: null }), { type: 'again' }], { do: 'act', action: 'find' }],
    ['is done when the same is published', [there({ same: true })], { do: 'finish', output: { 'notes-url': URL } }],
    ['overwrites nothing', [there()], { do: 'wait', ask: { answers: [{ verb: 'keep' }, { verb: 'again' }] } }],
    [
      'goes by what is there when a person says so',
      [there(), { type: 'kept' }],
      { do: 'finish', output: { 'notes-url': URL } },
    ],
    [
      'does not take a draft for what is published',
      [there({ draft: true })],
      {
        do: 'wait',
        ask: { question: expect.stringContaining('draft that nobody else can see'), answers: [{ verb: 'again' }] },
      },
    ],
  ])('%s', (_fact, facts, move) => {
    expect(notes.next(viewFor(notes, SPEC, { ...PARTS, facts }))).toMatchObject(move);
  });

  it('needs no second look at what was reviewed when it was written', () => {
    expect(notes.next(viewFor(notes, SPEC, { ...PARTS, facts: [found()], more: WRITTEN }))).toEqual({
      do: 'act',
      action: 'publish',
    });
  });

  it('takes other words from a form', () => {
    const facts = [found()];
    const view = viewFor(notes, SPEC, { ...PARTS, facts });

    expect(notes.hear?.(anAnswer('edit', { fields: { 'notes-1-1': 'mine' } }), view)).toEqual({
      type: 'edited',
      text: 'mine',
    });
  });
});

const CHANGELOG = '# Changelog\n\n## [1.5.0] - 2026-03-06\n\n### Added\n\n- search\n\n## [1.4.2]\n';
const BODY = '## Added\n\n- search\n\n## Help\n\nAsk about v1.5.0.';

function aRepository(files: Readonly<Record<string, string>> = { 'CHANGELOG.md': CHANGELOG }): MemoryRepository {
  const git = new MemoryGit();
  git.commit('develop', { subject: 'feat: old' });
  git.tag('v1.4.2', 'develop');
  git.commit('develop', { subject: 'feat: made of commits', files });
  git.tag('v1.5.0-rc.1', 'develop');
  git.tag('v1.5.0-rc.2', 'develop');
  git.tag('v1.5.0', 'develop');
  return memoryRepository(git);
}

const publish = (repository: MemoryRepository, parts: ViewParts = {}, spec: object = SPEC) =>
  drive(notes, spec, { ...PARTS, repository, more: WRITTEN, ...parts });

describe('in a repository, publishing', () => {
  it('shows the section of the changelog at the tag, with the footer of the playbook', async () => {
    const repository = aRepository();
    const { move } = await publish(repository);

    expect(move).toMatchObject({ do: 'finish', output: { 'notes-url': URL } });
    expect(repository.world.published).toMatchObject([
      { tag: 'v1.5.0', title: 'v1.5.0 - Search', body: BODY, prerelease: false },
    ]);
  });

  it.each<[string, ViewParts, string]>([
    ['without a summary has none in its title', { release: {} }, 'v1.5.0'],
    ['with a title of its own', {}, 'Web 1.5.0 is out'],
  ])('%s', async (_fact, parts, title) => {
    const repository = aRepository();
    await publish(repository, parts, title.startsWith('Web') ? { ...SPEC, title: 'Web <version> is out' } : SPEC);

    expect(repository.world.published).toMatchObject([{ title }]);
  });

  it('at a candidate takes the newest, and says that it is one', async () => {
    const repository = aRepository();
    await publish(repository, {}, { ...SPEC, tag: 'candidate' });

    expect(repository.world.published).toMatchObject([{ tag: 'v1.5.0-rc.2', prerelease: true }]);
  });

  it.each<[string, ViewParts, string]>([
    ['where no changelog is kept shows what was reviewed', { more: WRITTEN }, '## Added\n\n- kept with the release'],
    ['where nothing was written shows what was committed', { facts: [], more: {} }, '## Added\n\n- made of commits'],
  ])('%s', async (_fact, parts, text) => {
    const { changelog: _changelog, footer: _footer, ...rest } = SETTINGS;
    const repository = aRepository({});
    const playbook = { tags: TAGS, notes: rest };
    const first = await publish(repository, { ...parts, playbook });

    expect(first.facts[0]).toMatchObject({ type: 'found', text });
  });

  it('happens once when the answer got lost', async () => {
    const repository = aRepository();
    repository.next('publications.publish', 'lose');
    const { move } = await publish(repository);

    expect(move).toMatchObject({ do: 'finish', output: { 'notes-url': URL } });
    expect(repository.world.published).toHaveLength(1);
  });

  it('asks when somebody published other words in the meantime', async () => {
    const repository = aRepository();
    repository.world.published.push({ id: 1, tag: 'v1.5.0', title: 'Mine', body: 'by hand', prerelease: false });
    const { move } = await publish(repository, { facts: [found(), USED] });

    expect(move).toMatchObject({ do: 'wait', why: 'other notes are published at `v1.5.0`' });
  });

  it.each<[string, string, object]>([
    [
      'is done when the host has the same words with line ends of its own',
      BODY.replaceAll('\n', '\r\n'),
      { do: 'finish' },
    ],
    ['asks when somebody published other words', 'by hand', { do: 'wait' }],
  ])('%s', async (_fact, body, move) => {
    const repository = aRepository();
    repository.world.published.push({ id: 1, tag: 'v1.5.0', title: 'v1.5.0 - Search', body, prerelease: false });

    expect((await publish(repository)).move).toMatchObject(move);
    expect(repository.world.published).toHaveLength(1);
  });
});

it('headings of published notes are the first, and code stays as it is', () => {
  expect(publishedBody('### Added\n\n- a\n\n```\n### code\n```\n\n#### More', '')).toBe(
    '## Added\n\n- a\n\n```\n### code\n```\n\n### More',
  );
});
