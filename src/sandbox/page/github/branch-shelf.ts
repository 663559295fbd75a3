import { readCommit } from '../../github/git/commits.ts';
import { violations } from '../../github/rules/rules.ts';
import type { World } from '../../github/world.ts';
import { type Html, html } from '../html.ts';
import { branchMark, commitMark, type Drawn, doButton, formButton, more } from './drawn.ts';

/** Every branch with its newest commit, and what the rules have against this person's next push. */
export function branchShelf(world: World, login: string): Promise<readonly Drawn[]> {
  return Promise.all(
    world.refs.below('refs/heads/').map(async ({ ref, sha }) => {
      const attempt = { ref, before: sha, after: sha, by: { login, appId: null }, way: 'push' } as const;
      const [commit, against] = await Promise.all([readCommit(world.objects, sha), violations(world, attempt)]);
      return drawBranch(ref.slice('refs/heads/'.length), { sha, against, commit });
    }),
  );
}

interface Tip {
  readonly sha: string;
  readonly against: readonly string[];
  readonly commit: Awaited<ReturnType<typeof readCommit>>;
}

function drawBranch(name: string, { sha, against, commit }: Tip): Drawn {
  const subject = commit?.message.split('\n')[0] ?? '';
  const drawn = html`<article class="line" aria-label="Branch ${name}">
    <div class="row">${branchMark(name)}${closedWord(against)}<span class="end"></span>${actions(name)}</div>
    <p class="quiet">${commitMark(sha)} ${subject} · ${commit?.author.name}</p>
    ${against.filter((words) => !WAYS.has(words)).map((words) => html`<p class="against">${words}</p>`)}
  </article>`;
  return { key: `branch-${name}`, html: String(drawn) };
}

/** By the ways that the team itself asks for it is still open. */
const WAYS: ReadonlySet<string> = new Set([
  'Changes must be made through a pull request.',
  'Changes must be made through the merge queue',
]);

function closedWord(against: readonly string[]): Html | false {
  if (against.some((words) => !WAYS.has(words))) return html`<span class="state broken">closed</span>`;
  return against.length > 0 && html`<span class="state quiet">by pull request</span>`;
}

function actions(name: string): Html {
  return more(
    `What to do with ${name}`,
    formButton('Push a commit…', 'push', { branch: name }, ''),
    formButton('Open a pull request…', 'open', { head: name }, ''),
    doButton('Delete the branch', 'delete-branch', { branch: name }, ''),
  );
}
