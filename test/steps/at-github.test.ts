import { expect, it } from '@jest/globals';
import notes from '../../src/steps/notes.ts';
import pullRequest from '../../src/steps/pull-request.ts';
import { drive } from '../support/drive.ts';
import { BRANCHES } from '../support/release-branches.ts';
import { type Connected, connect } from '../support/sandbox-github.ts';
import type { ViewParts } from '../support/step-view.ts';

const BRANCH = 'release/v1.5.0';
const WRITE = { value: 'write' };
const PULL = { value: 'release into production', 'reviewed-by': 'lead' };
const LEE = 'lee-kars';
const PARTS: ViewParts = {
  playbook: {
    repository: 'humac/kars',
    branches: BRANCHES,
    tags: { production: 'v<version>' },
    notes: {
      changelog: 'CHANGELOG.md',
      sections: { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'], Security: ['security'] },
      references: true,
      title: 'v<version>',
    },
  },
  more: { outputs: { branch: { branch: BRANCH, commit: 'c0', version: '1.5.0' } } },
};
const FEATURE =
  /- \*\*export:\*\* export the monthly report as CSV \(\[#41\]\(\S+\/pull\/41\), closes \[#33\]\(\S+\/33\)\)/;

async function write({ github, repository }: Connected) {
  await repository.refs.createBranch(BRANCH, github.branches().get('develop') ?? '');
  const { facts } = await drive(notes, WRITE, { ...PARTS, repository });
  return drive(notes, WRITE, { ...PARTS, repository, facts: [...facts, { type: 'used' }] });
}

it('notes are read from its history and its pull requests, written into the changelog, and published', async () => {
  await using at = await connect();
  const { repository } = at;
  const { move } = await write(at);

  expect(move).toMatchObject({
    do: 'finish',
    output: { commits: 11, 'changelog-commit': at.github.branches().get(BRANCH) },
  });
  expect(await repository.files.read('CHANGELOG.md', BRANCH)).toMatch(FEATURE);

  await repository.refs.createTag({
    name: 'v1.5.0',
    commit: at.github.branches().get(BRANCH) ?? '',
    message: 'v1.5.0',
  });
  const shown = await drive(
    notes,
    { value: 'publish' },
    { ...PARTS, repository, more: { outputs: { notes: { notes: '' } } } },
  );

  expect(shown.move).toMatchObject({ do: 'finish', output: { 'notes-url': expect.stringContaining('v1.5.0') } });
  expect((await repository.publications.find('v1.5.0'))?.body).toMatch(/^## Added\n\n[\s\S]*\n## Changed/);
});

it('a pull request is opened, put before its reviewers, and done when they have approved it', async () => {
  await using at = await connect();
  const { repository, github } = at;
  await write(at);
  const parts = { ...PARTS, repository, logins: { lead: [LEE, 'nobody-at-all'] } };
  const waiting = await drive(pullRequest, PULL, parts);

  expect(waiting.move).toMatchObject({
    do: 'wait',
    why: expect.stringContaining('lead (waits for `lee-kars` or `nobody-at-all`)'),
    ask: { question: expect.stringContaining('The host did not take `nobody-at-all` as a reviewer.') },
  });

  const [pull] = await repository.pulls.from(BRANCH, 'main');
  await github.as(LEE).review(pull?.number ?? 0, 'approve');
  const approved = await drive(pullRequest, PULL, parts);

  expect(pull?.body).toMatch(FEATURE);
  expect(approved.facts[0]).toMatchObject({ type: 'found', number: pull?.number, ours: true, current: true });
  expect(approved.move).toMatchObject({
    do: 'finish',
    output: { 'pull-request': pull?.number, head: pull?.head.commit },
  });
});
