import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerOf, leaveOrder } from '../../src/store/inbox.ts';
import { HOUR, type Lab, openLab } from '../support/lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await openLab({ phases: '- manual: Look' });
  await lab.open();
});
afterEach(() => lab.close());

const HOLD = { order: 'hold', release: 'lab-1', reason: 'Slack is down' } as const;
const sender = (key: string, by = 'rosa@kars.example') => ({ by, via: 'cli', key }) as const;
const leaveRow = (key: string, body: string): Promise<unknown> =>
  lab.db
    .insertInto('inbox')
    .values({ key, received_at: 1, body, person: 'rosa@kars.example', via: 'cli', status: 'new', outcome: null })
    .execute();
const take = async (): Promise<void> => {
  await lab.engine.tick();
  await lab.settle();
};

describe('an order that the command line leaves', () => {
  it('is carried out with the address of the person, and answered', async () => {
    await leaveOrder(lab.db, HOLD, sender('cli/1'), 1);
    expect(await answerOf(lab.db, 'cli/1')).toBeUndefined();
    await take();
    expect(await answerOf(lab.db, 'cli/1')).toMatchObject({ status: 'done', text: expect.stringContaining('on hold') });
    expect((await lab.store.facts('lab-1')).at(-1)).toMatchObject({
      type: 'release:held',
      by: 'rosa@kars.example',
      via: 'cli',
    });
  });

  it('leaves its words in the fact alone, where they can be blanked', async () => {
    await leaveOrder(lab.db, HOLD, sender('cli/1'), 1);
    await leaveOrder(lab.db, HOLD, sender('cli/2', 'nobody@kars.example'), 2);
    await take();
    const rows = await lab.db.selectFrom('inbox').select('body').execute();
    expect(JSON.stringify(rows)).not.toContain(HOLD.reason);
  });

  it('is carried out once, however often anybody looks', async () => {
    await leaveOrder(lab.db, HOLD, sender('cli/1'), 1);
    await take();
    await take();
    expect((await lab.facts('lab-1')).filter((fact) => fact === 'release:held')).toHaveLength(1);
  });

  it('that a rule forbids is refused with what to do', async () => {
    await leaveOrder(lab.db, { ...HOLD, release: 'lab-9' }, sender('cli/1'), 1);
    await leaveOrder(lab.db, HOLD, sender('cli/2', 'nobody@kars.example'), 2);
    await take();
    expect(await answerOf(lab.db, 'cli/1')).toEqual({
      status: 'refused',
      text: 'there is no release `lab-9`\n`/release list` shows the open ones.',
    });
    expect(await answerOf(lab.db, 'cli/2')).toMatchObject({ status: 'refused' });
    expect((await lab.release()).hold).toBeNull();
  });

  it.each([
    ['no order', '{"order":"explode"}'],
    ['an order of an older program', '{"order":"hold","release":"lab-1"}'],
    ['no JSON', 'hold lab-1'],
  ])('that is %s is refused, and holds up neither the next one nor the clock', async (_what, body) => {
    await leaveRow('cli/1', body);
    await leaveOrder(lab.db, HOLD, sender('cli/2'), 2);
    await take();
    expect(await answerOf(lab.db, 'cli/1')).toMatchObject({
      status: 'refused',
      text: expect.stringContaining('not an order that Shipmate knows'),
    });
    expect(await answerOf(lab.db, 'cli/2')).toMatchObject({ status: 'done' });
    await expect(lab.pass(HOUR)).resolves.toBeUndefined();
  });

  it('are carried out in the order in which they were left', async () => {
    await leaveOrder(lab.db, { order: 'resume', release: 'lab-1' }, sender('cli/b'), 2);
    await leaveOrder(lab.db, HOLD, sender('cli/a'), 1);
    await take();
    expect((await lab.facts('lab-1')).slice(-2)).toEqual(['release:held', 'release:resumed']);
  });
});
