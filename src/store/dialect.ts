import type Sqlite from 'better-sqlite3';
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';

/** More than there are queries in the program. */
const STATEMENTS_KEPT = 500;

/** kysely has every query prepared anew, the same twenty for every click. */
function keepingStatements(database: Sqlite.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known) return known;
      const statement = database.prepare<unknown[]>(sql);
      if (kept.size < STATEMENTS_KEPT) kept.set(sql, statement);
      return statement;
    },
  };
}

/** A full disk makes SQLite roll back by itself; to do it again would hide what went wrong behind another error. */
function rollingBackOnce(driver: Driver, database: Sqlite.Database): Driver {
  const rollBack = driver.rollbackTransaction.bind(driver);
  return Object.assign(driver, {
    async rollbackTransaction(connection: DatabaseConnection) {
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

/** kysely's SQLite, with three of its ways put right. */
export function dialectOf(database: Sqlite.Database): Dialect {
  const sqlite = new SqliteDialect({ database: keepingStatements(database) });
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () => rollingBackOnce(sqlite.createDriver(), database),
    createIntrospector: (db) => sqlite.createIntrospector(db),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
  };
}
