import type { Transaction } from 'kysely';
import type { ReleaseUnit } from '../core/store.ts';
import { prepared } from './prepared.ts';
import { toIntent, toRun, toStep } from './rows.ts';
import type { Tables } from './schema.ts';

interface Of {
  readonly release: string;
}

const runsOf = prepared((db, { release }: Of) =>
  db.selectFrom('runs').selectAll().where('release', '=', release).orderBy('position'),
);

const stepsOf = prepared((db, { release }: Of) =>
  db.selectFrom('steps').selectAll().where('release', '=', release).orderBy('run').orderBy('position'),
);

const intentsOf = prepared((db, { release }: Of) =>
  db.selectFrom('intents').selectAll().where('release', '=', release).where('status', 'in', ['open', 'unsure']),
);

/** What a release consists of, each in its order. */
export async function readParts(
  trx: Transaction<Tables>,
  release: string,
): Promise<Pick<ReleaseUnit, 'runs' | 'steps' | 'intents'>> {
  return {
    runs: (await runsOf(trx, { release })).map(toRun),
    steps: (await stepsOf(trx, { release })).map(toStep),
    intents: (await intentsOf(trx, { release })).map(toIntent),
  };
}
