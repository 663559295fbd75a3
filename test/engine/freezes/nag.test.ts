import { afterEach, expect, it } from '@jest/globals';
import { HOUR, type Lab, openLab } from '../../support/lab.ts';

const PLAYBOOK = {
  phases: '- freeze: start\n- manual: Look',
  more: 'freeze: { branches: [work], mode: announce }',
};
const DAY = 24 * HOUR;

let lab: Lab;
afterEach(() => lab.close());

const nags = async () => (await lab.said()).filter((line) => line.includes('Is it still needed?'));
const end = () => lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });

it('a freeze whose release has ended is asked about once a day, until somebody lets go of it', async () => {
  lab = await openLab(PLAYBOOK);
  const id = await lab.open();
  await end();
  await lab.jump(lab.now() + 3 * DAY + HOUR);
  expect(await nags()).toHaveLength(3);
  expect((await nags())[0]).toContain(`for \`${id}\`, which has ended`);
  const { buttons } = await lab.db
    .selectFrom('outbox')
    .select('buttons')
    .where('text', 'like', '%still needed%')
    .executeTakeFirstOrThrow();
  expect(buttons).toContain('"order":"thaw"');

  await lab.order({ order: 'thaw', playbook: 'lab', reason: 'over' }, 'Urosa');
  await lab.jump(lab.now() + 2 * DAY);
  expect(await nags()).toHaveLength(3);
});

it('a freeze by hand is asked about after a day', async () => {
  lab = await openLab(PLAYBOOK);
  await lab.order({ order: 'freeze', playbook: 'lab', reason: 'audit' }, 'Udevon');
  await lab.jump(lab.now() + 23 * HOUR);
  expect(await nags()).toEqual([]);
  await lab.jump(lab.now() + 2 * HOUR);
  expect(await nags()).toEqual([expect.stringContaining('by <@Udevon>')]);
});

it('the freeze of a release that is under way is nobody’s oversight, however late it is', async () => {
  lab = await openLab(PLAYBOOK);
  await lab.open();
  await lab.jump(lab.now() + 3 * DAY);
  expect(await nags()).toEqual([]);
});
