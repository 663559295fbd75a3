import { type RawBuilder, sql } from 'kysely';

/**
 * A column by which no index shall be chosen. SQLite takes the index that has the order or the playbook, and walks
 * through everything that was ever finished, instead of the small one of what is open.
 */
export function unindexed<T extends string | number>(column: string): RawBuilder<T> {
  return sql<T>`+${sql.ref(column)}`;
}
