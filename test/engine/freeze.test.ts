import { afterEach, expect, it } from '@jest/globals';
import { type Lab, openLab } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const done = () => lab.answer('manual-look', { verb: 'done', by: 'Urosa', fields: { evidence: 'x' } });

it.each([
  ['is told as lifted when nobody else holds it', false, 'is open again'],
  ['is not told as lifted while somebody else holds it', true, 'stays closed: somebody else holds it'],
])('a freeze that a release ends %s', async (_what, isHeld, text) => {
  lab = await openLab({
    phases: '- freeze: start\n- manual: Look\n- freeze: end',
    more: "freeze: { branches: [work], mode: announce }\nmessages: { freeze-lifted: '<branch> is open again' }",
  });
  if (isHeld) await lab.order({ order: 'freeze', playbook: 'lab', reason: 'holidays' }, 'Udevon');
  await lab.open();
  await done();
  const told = (await lab.said()).filter((line) => /is open again|stays closed/.test(line));
  expect(told).toEqual([expect.stringContaining(text)]);
});

it('a hold ends with its release', async () => {
  lab = await openLab({ phases: '- manual: Look' });
  const id = await lab.open();
  await lab.order({ order: 'hold', release: id, reason: 'coffee' }, 'Udevon');
  await done();
  expect(await lab.release(id)).toMatchObject({ status: 'finished', hold: null });
});
