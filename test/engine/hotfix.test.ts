import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, type Lab, MONDAY, openLab } from '../support/lab.ts';
import { type MemoryRepository, memoryRepository } from '../support/memory-repository.ts';

const PLAYBOOK = {
  phases: '- manual: Look',
  types: "weekly: { bump: minor, opens: 'Mon 17:00' }\nhotfix: { bump: patch, urgent: true, may-start: [lead] }",
  more: "tags: { production: 'v<version>' }",
};
/** Monday 17:00 in New York. */
const OPENS = MONDAY + 8 * HOUR;

let lab: Lab;
let repo: MemoryRepository;
beforeEach(async () => {
  repo = memoryRepository();
  const { git } = repo.world;
  git.commit('main');
  git.tag('v1.4.0', 'main');
  git.cut('develop', 'main');
  lab = await openLab(PLAYBOOK, { repositories: () => repo });
});
afterEach(() => lab.close());

/** A hotfix is tagged on main, and merged back nowhere. */
function miss(): void {
  repo.world.git.commit('main', { subject: 'fix: the leak' });
  repo.world.git.tag('v1.4.1', 'main');
}
const mergeBack = () => repo.world.git.merge('develop', 'main', 'Merge main');
const told = async (words: string) => (await lab.said()).filter((line) => line.includes(words));

describe('the next release', () => {
  it('does not open by hand while a branch misses what is in production, and says which', async () => {
    miss();
    await expect(lab.open()).rejects.toMatchObject({
      message: expect.stringContaining('`develop` lacks something of `v1.4.1`'),
      fix: 'Merge `v1.4.1` into `develop`, then start again.',
    });
    mergeBack();
    expect(await lab.open()).toBe('lab-1');
  });

  it('opens when every branch has it', async () => {
    expect(await lab.open()).toBe('lab-1');
  });

  it('does not open by its schedule either; whoever merged it opens it with the button', async () => {
    miss();
    await lab.engine.start();
    await lab.jump(OPENS + HOUR);
    expect(await lab.store.openIds()).toEqual([]);
    expect(await told('does not open')).toEqual([expect.stringContaining('`develop` lacks something of `v1.4.1`')]);

    const slot = { order: 'slot', playbook: 'lab', type: 'weekly', slot: OPENS, choice: 'open' } as const;
    await expect(lab.order(slot, 'Urosa')).rejects.toThrow('lacks something');
    mergeBack();
    await lab.order(slot, 'Urosa');
    expect(await lab.store.openIds()).toEqual(['lab-1']);
  });

  it('opens when nobody can tell, which is said', async () => {
    repo.next('refs.tagNames', 'lose');
    expect(await lab.open()).toBe('lab-1');
    expect(await told('Nobody could tell')).toHaveLength(1);
  });
});

it('a hotfix opens whatever is missed: it may be the fix itself', async () => {
  miss();
  expect(await lab.open('hotfix')).toBe('lab-1');
});
