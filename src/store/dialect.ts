import type Sqlite from 'better-sqlite3';
import { type DatabaseConnection, type Dialect, type Driver, SqliteAdapter, SqliteDialect } from 'kysely';

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

/** kysely's SQLite, with two of its ways put right. */
export function dialectOf(database: Sqlite.Database): Dialect {
  const sqlite = new SqliteDialect({ database });
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () => rollingBackOnce(sqlite.createDriver(), database),
    createIntrospector: (db) => sqlite.createIntrospector(db),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
  };
}
