import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGit, type Git } from '../../../../src/sandbox/github/git/git.ts';
import { createHistory, type History } from '../../../../src/sandbox/github/git/history.ts';
import { createObjects, type Objects } from '../../../../src/sandbox/github/git/objects.ts';
import { ImportStream } from '../../../../src/sandbox/github/seed/import-stream.ts';

const COMMITS = 40;

let folder: string;
let git: Git;
let objects: Objects;
let history: History;
let shas: readonly string[];

/** The same chance every time. */
function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Branches, merges and clocks that go wrong, as they come. */
function tangled(chance: (below: number) => number): ImportStream {
  const stream = new ImportStream();
  for (let mark = 1; mark <= COMMITS; mark += 1) {
    const parent = (): number => (mark === 1 ? 0 : Math.max(1, mark - 1 - chance(5)));
    const parents = [...new Set([parent(), ...(chance(3) === 0 ? [parent()] : [])])];
    const who = { name: 'Lee', email: 'lee@kars.example', at: Date.UTC(2026, 0, 1 + chance(300)) };
    const path = ['a.txt', 'b/c.txt', 'b/d/e.txt', 'f'][chance(4)] ?? 'g';
    stream.commit({ branch: 'main', message: `${mark}`, who, parents, files: { [path]: `${mark}` } });
  }
  return stream;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  git = createGit(folder);
  await git.run(['init', '--quiet', '--bare', '.']);
  const marks = await tangled(createChance(7)).load(git);
  shas = [...marks].sort(([one], [other]) => one - other).map(([, sha]) => sha);
  objects = createObjects(folder);
  history = createHistory(git, objects);
});

afterAll(() => {
  objects.stop();
  rmSync(folder, { recursive: true, force: true });
});

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);

const PAIRS = [
  [40, 39],
  [40, 1],
  [3, 38],
  [17, 17],
  [25, 31],
  [36, 22],
  [12, 15],
  [39, 34],
] as const;

describe.each(PAIRS)('of the commits %i and %i', (one, other) => {
  const pair = (): readonly [string, string] => [shas[one - 1] ?? '', shas[other - 1] ?? ''];

  it('it is known what each has alone, as git knows it', async () => {
    const [base, head] = pair();

    const { ahead, behind } = await history.distance(base, head);

    expect(`${behind}\t${ahead}`).toBe(await git.run(['rev-list', '--left-right', '--count', `${base}...${head}`]));
    expect([...(await history.between(base, head))].sort()).toEqual(
      [...lines(await git.run(['rev-list', `${base}..${head}`]))].sort(),
    );
  });

  it('it is known where they parted', async () => {
    const [base, head] = pair();

    expect(lines(await git.run(['merge-base', '--all', base, head]))).toContain(await history.mergeBase(base, head));
  });

  it('it is known which files differ since then', async () => {
    const [base, head] = pair();
    const start = (await history.mergeBase(base, head)) ?? '';

    expect(await history.paths(base, head)).toEqual(lines(await git.run(['diff', '--name-only', start, head])));
  });
});

it('parents come before their children', async () => {
  const [first = '', last = ''] = [shas[0], shas.at(-1)];
  const order = await history.between(first, last);
  const edges = lines(await git.run(['rev-list', '--parents', `${first}..${last}`])).flatMap((line) => {
    const [child = '', ...parents] = line.split(' ');
    return parents.filter((parent) => parent !== first).map((parent) => [parent, child] as const);
  });

  expect(edges.filter(([parent, child]) => order.indexOf(parent) > order.indexOf(child))).toEqual([]);
  expect(edges.length).toBeGreaterThan(20);
});
