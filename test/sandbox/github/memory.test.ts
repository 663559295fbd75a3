import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';

const TINY = fileURLToPath(new URL('../tiny-bot.ts', import.meta.url));

/** What somebody would look at after coming back. */
async function seen({ github }: Sandbox): Promise<object> {
  const { world } = github;
  const head = github.branches().get('feat/kept') ?? '';
  return {
    branches: Object.fromEntries(github.branches()),
    tags: Object.fromEntries(await github.tags()),
    pulls: github.pulls(),
    rulesets: github.rulesets(),
    checks: github.checkRuns(head),
    releases: [...world.releases.values()],
    runs: world.runs.all.map(({ id, title }) => ({ id, title })),
  };
}

it('a sandbox that is kept goes on with the repository as it was, and counts on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-kept-'));
  const first = await startSandbox({ fast: true, folder, entry: TINY });
  const dana = first.github.as('dana-kars');
  await dana.push({ branch: 'feat/kept', from: 'develop', files: { 'a.txt': 'a\n' } });
  const { number } = await dana.open({ title: 'Kept', head: 'feat/kept', base: 'develop' });
  await first.github.as('lee-kars').review(number, 'approve');
  await first.github.settled();
  const before = await seen(first);
  await first.stop();

  const next = await startSandbox({ fast: true, folder, entry: TINY, keep: true });
  expect(await seen(next)).toEqual(before);
  const hand = next.github.as('dana-kars');
  await hand.push({ branch: 'feat/more', from: 'develop', files: { 'b.txt': 'b\n' } });
  expect((await hand.open({ title: 'More', head: 'feat/more', base: 'develop' })).number).toBe(number + 1);
  await next.stop();

  const anew = await startSandbox({ fast: true, folder, entry: TINY });
  expect(anew.github.branches().has('feat/kept')).toBe(false);
  await anew.stop();
  rmSync(folder, { recursive: true });
}, 60_000);
