import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Lab, MINUTE, openLab, SECOND } from '../../support/lab.ts';
import { type MemoryRepository, memoryRepository } from '../../support/memory-repository.ts';

let lab: Lab;
let repo: MemoryRepository;
let id: string;

beforeEach(async () => {
  repo = memoryRepository();
  repo.world.git.commit('develop');
  lab = await openLab(
    { phases: '- tag: production\n- manual: Look\n- manual: Last', more: 'tags: { production: v<version> }' },
    { repositories: () => repo },
  );
  id = await lab.open();
  await lab.settle();
});
afterEach(() => lab.close());

const told = async () => (await lab.said()).filter((line) => line.includes('was changed by hand'));
const move = () => {
  repo.world.git.commit('develop');
  repo.world.git.tag('v0.1.0', 'develop');
};
const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await lab.pass(MINUTE);
};

describe('a tag that somebody moved', () => {
  it('is told once, with what can be done', async () => {
    expect(await lab.steps(id)).toContain('tag-production done');
    move();
    await minutes(8);
    expect(await told()).toEqual([expect.stringContaining('the tag `v0.1.0` was moved')]);
    const { buttons } = await lab.db
      .selectFrom('outbox')
      .select('buttons')
      .where('text', 'like', '%changed by hand%')
      .executeTakeFirstOrThrow();
    expect(buttons).toContain('"order":"retry"');
  });

  it('is told at once when the host tells', async () => {
    move();
    lab.wait(SECOND);
    lab.engine.heard({ repository: 'acme/LAB', branches: [], pulls: [] });
    await lab.settle();
    expect(await told()).toHaveLength(1);
  });

  it('may be right so, which is written down once', async () => {
    move();
    await minutes(4);
    const seen = `tag v0.1.0 ${repo.world.git.tags.get('v0.1.0')?.commit}`;
    await expect(lab.order({ order: 'accept', release: id, seen: 'tag x' }, 'Urosa')).rejects.toThrow(
      'nothing of that kind',
    );
    await expect(lab.order({ order: 'accept', release: id, seen }, 'Uquinn')).rejects.toThrow('role');
    await lab.order({ order: 'accept', release: id, seen }, 'Urosa');
    await expect(lab.order({ order: 'accept', release: id, seen }, 'Urosa')).rejects.toThrow('already');
    expect(await lab.facts(id)).toContain('reality:accepted');
  });

  it('may be a reason to begin again from there', async () => {
    move();
    await minutes(4);
    await lab.order({ order: 'retry', release: id, step: 'manual-look', from: 'tag-production' }, 'Urosa');
    expect((await lab.facts(id)).some((fact) => fact.startsWith('tag-production/2'))).toBe(true);
  });

  it('holds up nothing when the host is away', async () => {
    for (let n = 0; n < 5; n++) {
      repo.next('refs.tag', 'lose');
      await lab.pass(MINUTE);
    }
    await lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });
    expect(await lab.steps(id)).toContain('manual-look done');
    expect(await told()).toEqual([]);
  });
});
