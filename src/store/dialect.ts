import type Sqlite from 'better-sqlite3';
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { Blank } from './prepared.ts';

/** More than there are queries in the program. */
const STATEMENTS_KEPT = 500;

/** kysely has every query prepared anew, the same twenty for every click. */
function keepingStatements(database: Sqlite.Database, state: TransactionState): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare(sql) {
      // Whoever goes on after that would write piece by piece what belongs together.
      if (state.began && !database.inTransaction)
        throw new Error('the database took the transaction back: nothing of it is written');
      const known = kept.get(sql);
      if (known) return known;
      const statement = database.prepare<unknown[]>(sql);
      if (kept.size < STATEMENTS_KEPT) kept.set(sql, statement);
      return statement;
    },
  };
}

/** Whether kysely believes that a transaction is under way. */
interface TransactionState {
  began: boolean;
}

/** A full disk makes SQLite roll back by itself; to do it again would hide what went wrong behind another error. */
function rollingBackOnce(driver: Driver, database: Sqlite.Database, state: TransactionState): Driver {
  const begin = driver.beginTransaction.bind(driver);
  const commit = driver.commitTransaction.bind(driver);
  const rollBack = driver.rollbackTransaction.bind(driver);
  return Object.assign(driver, {
    async beginTransaction(...how: Parameters<Driver['beginTransaction']>) {
      await begin(...how);
      state.began = true;
    },
    async commitTransaction(connection: DatabaseConnection) {
      await commit(connection);
      state.began = false;
    },
    async rollbackTransaction(connection: DatabaseConnection) {
      state.began = false;
      if (database.inTransaction) await rollBack(connection);
    },
  });
}

/** SQLite takes changes of the schema back like any other, which kysely does not trust every driver with. */
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * SQLite looks at a value when it sorts out how to go about a query, and then does so at every call again, which takes
 * longer than the query. Behind a plus, which changes nothing, it does not look.
 */
class PlannedOnce extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (value instanceof Blank) this.append('+');
    super.appendValue(value);
  }
}

/** kysely's SQLite, with four of its ways put right. */
export function dialectOf(database: Sqlite.Database): Dialect {
  const state: TransactionState = { began: false };
  const sqlite = new SqliteDialect({ database: keepingStatements(database, state) });
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () => rollingBackOnce(sqlite.createDriver(), database, state),
    createIntrospector: (db) => sqlite.createIntrospector(db),
    createQueryCompiler: () => new PlannedOnce(),
  };
}
