import { afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { type Lab, openLab, SECOND } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

const PHASES = '- manual: Look\n- deploy: production';
const click = (key: string) =>
  lab.engine.releases.submit(
    {
      order: 'answer',
      release: 'lab-1',
      run: 'main',
      step: 'manual-look',
      round: 1,
      verb: 'done',
      fields: { evidence: 'x'.repeat(3000) },
    },
    { by: 'Urosa', via: 'slack', key },
  );

/** Lets the database grow no more, and fills what room it still has. */
async function fillDisk(): Promise<void> {
  await sql`PRAGMA max_page_count = 1`.execute(lab.db);
  for (const bytes of [30_000, 3_000, 300, 30]) {
    for (let row = 0; ; row++) {
      const key = `filler ${bytes}/${row}`;
      const filler = {
        key,
        received_at: 1,
        body: 'x'.repeat(bytes),
        person: '',
        via: '',
        status: 'done',
        outcome: null,
      };
      const insert = lab.db.insertInto('inbox').values(filler).execute();
      const isFull = await insert.then(
        () => false,
        () => true,
      );
      if (isFull) break;
    }
  }
}

const makeRoom = () => sql`PRAGMA max_page_count = 1000000`.execute(lab.db);

describe('a full disk', () => {
  it('refuses a click, stores nothing of it, and takes it when there is room again', async () => {
    lab = await openLab({ phases: PHASES });
    const id = await lab.open();
    const before = await lab.facts(id);
    await fillDisk();
    await expect(click('c1')).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    await lab.settle().catch(() => {});
    expect(await lab.facts(id)).toEqual(before);
    expect(await lab.store.outcomeOf('c1')).toBeUndefined();
    expect((await lab.release(id)).status).toBe('open');

    await makeRoom();
    await click('c1');
    await lab.settle();
    expect((await lab.release(id)).status).toBe('finished');
    expect(lab.world.effects).toEqual(['production 0.1.0']);
  });

  it('can still be looked at', async () => {
    lab = await openLab({ phases: PHASES });
    await lab.open();
    await fillDisk();
    expect(await lab.engine.releases.open()).toHaveLength(1);
    expect(await lab.engine.releases.history(5)).toHaveLength(1);
  });
});

describe('a store that can only be read', () => {
  it('refuses a click and works again afterwards', async () => {
    lab = await openLab({ phases: PHASES });
    const id = await lab.open();
    await sql`PRAGMA query_only = ON`.execute(lab.db);
    await expect(click('c1')).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    expect((await lab.release(id)).runs[0]?.steps[0]?.status).toBe('waiting');
    await sql`PRAGMA query_only = OFF`.execute(lab.db);
    await click('c1');
    await lab.settle();
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('lets a deploy that was done be found again, and not be done twice', async () => {
    lab = await openLab({ phases: PHASES });
    const id = await lab.open();
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.world.starts.push(promise);
    await click('c1');
    while (lab.world.effects.length === 0) await new Promise(setImmediate);
    await sql`PRAGMA query_only = ON`.execute(lab.db);
    resolve();
    await lab.engine.settled();
    await sql`PRAGMA query_only = OFF`.execute(lab.db);
    await lab.pass(20 * SECOND);
    await lab.pass(SECOND);
    expect(lab.world.effects).toEqual(['production 0.1.0']);
    expect((await lab.release(id)).status).toBe('finished');
    expect(lab.problems.join()).toContain('could not be written down');
  });
});

describe('a click that was stored while the move after it was not', () => {
  it('is followed by its move with the next look', async () => {
    let calls = Number.NEGATIVE_INFINITY;
    lab = await openLab(
      { phases: PHASES },
      {
        around: (store) => ({
          ...store,
          withRelease(release, work) {
            calls += 1;
            return calls === 2 ? Promise.reject(new Error('disk I/O error')) : store.withRelease(release, work);
          },
        }),
      },
    );
    const id = await lab.open();
    calls = 0;
    await click('c1');
    await lab.settle();
    expect(await lab.steps(id)).toEqual(['manual-look waiting', 'deploy-production pending']);
    expect(await lab.facts(id)).toContain('manual-look/1 done');
    await lab.pass(SECOND);
    expect((await lab.release(id)).status).toBe('finished');
  });
});
