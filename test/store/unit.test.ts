import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { addRelease, aFact, aLine, aRun, aStep, openDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openDatabase();
  await addRelease(database.store, 'lab-1');
});
afterEach(() => database.remove());

const tables = ['releases', 'runs', 'steps', 'facts', 'intents', 'outbox', 'cards', 'inbox', 'freezes'] as const;

async function everything(): Promise<string> {
  const rows = await Promise.all(tables.map((table) => database.db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

const anIntent = (id: string) => ({
  id,
  run: 'main',
  step: 'look',
  round: 1,
  action: 'start',
  key: 'k',
  openedAt: 1,
  limitMs: 1,
  owner: 'me' as string | null,
  lookAt: 2,
  looks: 0,
  status: 'open' as const,
  why: '',
});

describe('a transaction on a release', () => {
  it('writes nothing at all when its work throws, whatever was done before', async () => {
    const before = await everything();
    const work = database.store.withRelease('lab-1', async (unit) => {
      await unit.append(aFact('one'));
      unit.release.status = 'finished';
      const [step] = unit.steps;
      if (step) step.status = 'done';
      unit.addRun(aRun('rollback-1'), [aStep('back', { run: 'rollback-1' })]);
      await unit.openIntent(anIntent('i'));
      await unit.say(aLine('hello'));
      await unit.addCard({ key: 'lab-1', kind: 'release', run: 'main', step: '', round: 0, channel: 'releases' });
      await unit.freeze(['develop'], 1, 'x');
      await unit.remember(
        { order: 'resume', release: 'lab-1' },
        { by: 'U1', via: 'slack', key: 'k' },
        { text: 'x', to: 'caller' },
        1,
      );
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await everything()).toBe(before);
  });

  it('writes everything together when its work ends well', async () => {
    await database.store.withRelease('lab-1', async (unit) => {
      await unit.append(aFact('one'));
      unit.release.status = 'finished';
      unit.addRun(aRun('rollback-1'), [aStep('back', { run: 'rollback-1' })]);
    });
    const read = await database.store.read('lab-1');
    expect(read?.release).toMatchObject({ status: 'finished', seq: 1 });
    expect(read?.runs.map(({ id }) => id)).toEqual(['main', 'rollback-1']);
    expect(read?.steps.map(({ run, id }) => `${run}/${id}`)).toEqual(['main/look', 'rollback-1/back']);
  });

  it('on one that there is not says so', async () => {
    const work = database.store.withRelease('lab-9', async () => {});
    await expect(work).rejects.toMatchObject({ code: 'no_release' });
  });

  it('waits for the one before it, so that neither overwrites the other', async () => {
    const count = (): Promise<void> =>
      database.store.withRelease('lab-1', async (unit) => {
        const [step] = unit.steps;
        const tries = step?.tries ?? 0;
        await unit.append(aFact('counted'));
        if (step) step.tries = tries + 1;
      });
    await Promise.all(Array.from({ length: 20 }, count));
    const read = await database.store.read('lab-1');
    expect(read?.steps[0]?.tries).toBe(20);
    expect(read?.release.seq).toBe(20);
  });

  it('that changes nothing redraws no card', async () => {
    const revision = async () =>
      (await database.db.selectFrom('releases').select('revision').executeTakeFirst())?.revision;
    const before = await revision();
    await database.store.withRelease('lab-1', async (unit) => void (await unit.said()));
    expect(await revision()).toBe(before);
  });
});

describe('facts', () => {
  beforeEach(() =>
    database.store.withRelease('lab-1', async (unit) => {
      await unit.append(aFact('one', { word: 'a' }));
      await unit.append(aFact('two'));
    }),
  );

  it.each([
    ["UPDATE facts SET type = 'three' WHERE seq = 1", 'facts never change'],
    ["UPDATE facts SET body = '{}' WHERE seq = 1", 'facts never change'],
    ["UPDATE facts SET person = 'U1' WHERE seq = 1", 'facts never change'],
    ["UPDATE facts SET hash = '0' WHERE seq = 1", 'facts never change'],
    ['UPDATE facts SET body = NULL, at = 0 WHERE seq = 1', 'facts never change'],
    ['DELETE FROM facts WHERE seq = 2', 'facts are never removed'],
    ['DELETE FROM facts', 'facts are never removed'],
    [
      "INSERT OR REPLACE INTO facts SELECT chain, seq, run, step, round, 'x', at, recorded, person, via, body, digest, hash FROM facts WHERE seq = 1",
      'facts are only appended',
    ],
  ])('are kept by the database itself: %s', async (statement, message) => {
    const before = await database.store.facts('lab-1');
    await expect(sql.raw(statement).execute(database.db)).rejects.toThrow(new RegExp(message));
    expect(await database.store.facts('lab-1')).toEqual(before);
  });

  it('may lose their words, and nothing else', async () => {
    await sql`UPDATE facts SET body = NULL WHERE seq = 1`.execute(database.db);
    expect((await database.store.facts('lab-1'))[0]).toMatchObject({ type: 'one', body: null });
  });

  it('of two releases are two chains', async () => {
    await addRelease(database.store, 'lab-2');
    await database.store.withRelease('lab-2', (unit) => unit.append(aFact('other')));
    expect((await database.store.facts('lab-2')).map(({ seq, type }) => `${seq} ${type}`)).toEqual(['1 other']);
  });
});

describe('an intent', () => {
  const close = (owner: string | null): Promise<boolean> =>
    database.store.withRelease('lab-1', (unit) => unit.closeIntent('i', owner, 'happened'));
  beforeEach(() => database.store.withRelease('lab-1', (unit) => unit.openIntent(anIntent('i'))));

  it('is closed once, by the process that owns it', async () => {
    expect(await close('another')).toBe(false);
    expect(await close(null)).toBe(false);
    expect(await close('me')).toBe(true);
    expect(await close('me')).toBe(false);
    expect((await database.store.read('lab-1'))?.intents).toEqual([]);
  });

  it('belongs to nobody after another process has started', async () => {
    await database.store.voidLeases('me');
    expect((await database.store.read('lab-1'))?.intents[0]?.owner).toBe('me');
    await database.store.voidLeases('another');
    expect((await database.store.read('lab-1'))?.intents[0]?.owner).toBeNull();
    expect(await close('me')).toBe(false);
  });
});
