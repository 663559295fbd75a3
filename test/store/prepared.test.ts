import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Blank, prepared } from '../../src/store/prepared.ts';
import { openDatabase, type TestDatabase } from '../support/database.ts';

type Note = { readonly name: string; readonly value: string };

let database: TestDatabase;
beforeEach(async () => {
  database = await openDatabase();
});
afterEach(() => database.remove());

const put = () =>
  prepared((db, row: Note) =>
    db
      .insertInto('notes')
      .values(row)
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row)),
  );
const find = () =>
  prepared((db, { name }: Pick<Note, 'name'>) => db.selectFrom('notes').selectAll().where('name', '=', name));

describe('a prepared query', () => {
  it('is built once, and asks with the values of each call', async () => {
    let built = 0;
    const counted = prepared((db, { name }: Pick<Note, 'name'>) => {
      built += 1;
      return db.selectFrom('notes').select('value').where('name', '=', name);
    });
    const write = put();
    await write(database.db, { name: 'a', value: '1' });
    await write(database.db, { value: '2', name: 'b' });
    await write(database.db, { name: 'a', value: '3' });

    expect(await counted(database.db, { name: 'a' })).toEqual([{ value: '3' }]);
    expect(await counted(database.db, { name: 'b' })).toEqual([{ value: '2' }]);
    expect(await counted(database.db, { name: 'c' })).toEqual([]);
    expect(built).toBe(1);
  });

  it('belongs to the transaction that it is asked in', async () => {
    const write = put();
    const failing = database.db.transaction().execute(async (trx) => {
      await write(trx, { name: 'a', value: '1' });
      throw new Error('changed my mind');
    });

    await expect(failing).rejects.toThrow('changed my mind');
    expect(await find()(database.db, { name: 'a' })).toEqual([]);
  });

  it('asks the database that it is given, also when there are two', async () => {
    const other = await openDatabase();
    const write = put();
    const read = find();
    await write(database.db, { name: 'a', value: 'here' });
    await write(other.db, { name: 'a', value: 'there' });

    expect(await read(database.db, { name: 'a' })).toEqual([{ name: 'a', value: 'here' }]);
    expect(await read(other.db, { name: 'a' })).toEqual([{ name: 'a', value: 'there' }]);
    await other.remove();
  });

  it('is planned once by SQLite, which looks at a value only where it stands by itself', () => {
    const { sql } = database.db
      .selectFrom('notes')
      .select('value')
      .where('name', '=', new Blank('name') as never)
      .where('value', '=', 'constant')
      .compile();

    expect(sql).toBe('select "value" from "notes" where "name" = +? and "value" = ?');
  });

  it.each([
    ['a text', ({ name }: Pick<Note, 'name'>) => `${name}%`],
    ['JSON', (asked: Pick<Note, 'name'>) => JSON.stringify(asked)],
  ])('refuses to be built with a value that was made into %s', async (_what, made) => {
    const query = prepared((db, asked: Pick<Note, 'name'>) =>
      db.selectFrom('notes').select('value').where('name', '=', made(asked)),
    );

    await expect(query(database.db, { name: 'a' })).rejects.toThrow('`name` has no value while the query is built');
  });
});
