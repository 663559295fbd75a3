import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Draft, draftOf } from '../src/core/notes/draft.ts';
import { SHIPPED_NOTES } from '../src/core/playbook/read/notes.ts';
import type { Commit, Range } from '../src/core/repository/history.ts';
import { GIT_ENV } from '../src/sandbox/github/git/git.ts';
import { type Connected, connectGitHub } from './_github.ts';
import { median, ms, say, timed } from './_measure.ts';
import { type Planted, plantCommits } from './_plant-commits.ts';

const COMMITS = 10_000;
const ROUNDS = 5;

/** Notes and statistics of many commits, against what git itself takes to print them, in the same mirror and in turn. */
export default async function notes(): Promise<void> {
  const connected = await connectGitHub();
  try {
    const { tags, shas } = await plantCommits(connected.github.world, COMMITS);
    const first = await timed(() => draft(connected, tags));
    const again = await timed(() => draft(connected, tags));
    say('notes, first fetch', `with the mirror made ${ms(first)}`, `with a look for news ${ms(again)}`);
    await compare(connected, shas);
  } finally {
    await connected.stop();
  }
}

/** Of commits by their SHAs, for which nothing is fetched. Statistics are read along with the commits, as a step does it. */
async function compare(connected: Connected, range: Planted['shas']): Promise<void> {
  const seen: Readonly<Record<'log' | 'diff' | 'notes' | 'both', number[]>> = {
    log: [],
    diff: [],
    notes: [],
    both: [],
  };
  const { history } = connected.repository;
  for (let round = 0; round <= ROUNDS; round++) {
    const log = await timed(() => git(connected, ['log', `${range.base}..${range.head}`]));
    const diff = await timed(() => git(connected, ['diff', '--shortstat', range.base, range.head]));
    const drafted = await timed(() => draft(connected, range));
    const both = await timed(async () => draftFrom(connected, (await history.withStatistics(range)).commits));
    // The first one warms up.
    if (round === 0) continue;
    seen.log.push(log);
    seen.diff.push(diff);
    seen.notes.push(drafted);
    seen.both.push(both);
  }
  const [log, own] = [median(seen.log), median(seen.notes)];
  const [both, ownBoth] = [log + median(seen.diff), median(seen.both)];
  say(`notes of ${COMMITS} commits`, ms(own), `git log ${ms(log)}`, `ratio ${(own / log).toFixed(2)}`);
  say('  and statistics', ms(ownBoth), `git log and diff ${ms(both)}`, `ratio ${(ownBoth / both).toFixed(2)}`);
}

async function draft(connected: Connected, range: Range): Promise<Draft> {
  return draftFrom(connected, await connected.repository.history.commits(range));
}

function draftFrom({ repository }: Connected, commits: readonly Commit[]): Draft {
  if (commits.length !== COMMITS) throw new Error(`${commits.length} commits were read`);
  return draftOf({
    commits,
    pulls: new Map(),
    sections: SHIPPED_NOTES.sections,
    own: { isBranch: () => false, isCommit: () => false },
    style: { references: true, links: repository.links },
    unreleased: '',
  });
}

/** Reads the output to its end, and keeps nothing of it. */
async function git({ mirror }: Connected, args: readonly string[]): Promise<void> {
  const child = spawn('git', args, { cwd: mirror, env: GIT_ENV, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`\`git ${args[0]}\` ended with \`${code}\``);
}
