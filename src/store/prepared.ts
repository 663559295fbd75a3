import type { Compilable, CompiledQuery, DialectAdapter, Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * A query that kysely builds and compiles once for each database, and not for every click anew. `build` gets blanks for
 * the values, by the names that the query is asked with: always the same ones, none of them left out. A blank goes into
 * the query as it is; nothing can be made of it or depend on it.
 */
export function prepared<Asked extends object, Row>(
  build: (db: Kysely<Tables>, asked: Asked) => Compilable<Row>,
): (db: Kysely<Tables>, asked: Asked) => Promise<readonly Row[]> {
  const kept = new WeakMap<DialectAdapter, CompiledQuery<Row>>();
  return async (db, asked) => {
    const executor = db.getExecutor();
    const query = kept.get(executor.adapter) ?? build(db, blanksFor(asked)).compile();
    kept.set(executor.adapter, query);
    const parameters = query.parameters.map((value) => (value instanceof Blank ? value.filledFrom(asked) : value));
    const { rows } = await executor.executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

/** Stands for a value that each call brings. */
export class Blank {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  filledFrom(asked: object): unknown {
    return (asked as Readonly<Record<string, unknown>>)[this.#name];
  }

  /** A text that it was put into would be the same for every click. */
  toString(): never {
    throw new Error(`\`${this.#name}\` has no value while the query is built`);
  }

  toJSON(): never {
    return this.toString();
  }
}

/** The cast is safe as long as `build` keeps to what is said above: kysely looks into no value. */
function blanksFor<Asked extends object>(asked: Asked): Asked {
  return Object.fromEntries(Object.keys(asked).map((name) => [name, new Blank(name)])) as Asked;
}
