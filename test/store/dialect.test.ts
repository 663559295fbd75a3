import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openDatabase();
});
afterEach(() => database.remove());

it('writes nothing more in a transaction that SQLite took back by itself, and the next one works', async () => {
  const note = (name: string) => ({ name, value: 'x' });
  const half = database.db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values(note('before')).execute();
    // What a full disk does.
    await sql`ROLLBACK`.execute(trx);
    await trx.insertInto('notes').values(note('after')).execute();
  });
  await expect(half).rejects.toThrow('took the transaction back');
  await database.db.transaction().execute((trx) => trx.insertInto('notes').values(note('whole')).execute());
  expect(await database.db.selectFrom('notes').select('name').execute()).toEqual([{ name: 'whole' }]);
});
