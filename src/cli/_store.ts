import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../core/errors.ts';
import { Order } from '../core/release/order.ts';
import type { ReleaseView } from '../core/release/release.ts';
import type { Store } from '../core/store.ts';
import { toView } from '../engine/read-release.ts';
import { answerOf, leaveOrder } from '../store/inbox.ts';
import { type OpenDatabase, openBeside } from '../store/open.ts';
import { createStore } from '../store/store.ts';
import type { CliIo } from './_command.ts';

const ANSWER_WITHIN_MS = 30_000;

/** The database of a Shipmate that may be running. Never migrates. */
export async function withDatabase<T>(
  io: CliIo,
  work: (store: Store, database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const file = resolve(io.cwd, (io.env.DATABASE_URL ?? 'data/state/shipmate.sqlite').replace(/^file:/, ''));
  const database = await openBeside(file);
  try {
    return await work(createStore(database.db), database);
  } finally {
    await database.close();
  }
}

/** The release that is named, or the only open one. Throws UserError when that is unclear. */
export async function chosenRelease(store: Store, id: string | undefined): Promise<ReleaseView> {
  const open = await store.openIds();
  const chosen = id ?? (open.length === 1 ? open[0] : undefined);
  if (chosen === undefined) {
    throw new UserError('bad_usage', open.length === 0 ? 'no release is open' : `${open.length} releases are open`, {
      fix: open.length === 0 ? 'Start one in Slack, or wait for its schedule.' : `Name one: ${open.join(', ')}.`,
    });
  }
  const records = await store.read(chosen);
  if (!records)
    throw new UserError('no_release', `there is no release \`${chosen}\``, {
      fix: `Open: ${open.join(', ') || 'none'}.`,
    });
  return toView(records);
}

export interface OrderLine {
  readonly words: readonly string[];
  /** The e-mail address behind `--as`. */
  readonly as: string;
  /** Every `--name value` besides `--as`. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** `kars-17 the reason --as lee@example.com`. Throws UserError with the usage when `--as` is missing. */
export function readOrderLine(args: readonly string[], usage: string, options: readonly string[] = []): OrderLine {
  const known = Object.fromEntries(['as', ...options].map((name) => [name, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
    if (typeof values.as === 'string' && values.as.includes('@')) {
      return { words: positionals, as: values.as, options: values as Record<string, string | undefined> };
    }
  } catch (error) {
    throw new UserError('bad_usage', String(error instanceof Error ? error.message : error), {
      fix: `Usage: shipmate ${usage}`,
    });
  }
  throw new UserError('bad_usage', 'who are you? `--as` takes an e-mail address of the playbook', {
    fix: `Usage: shipmate ${usage}`,
  });
}

/** Leaves the order in the inbox of the running Shipmate and waits for what it says. Resolves to the exit code. */
export async function giveOrder(
  order: Parameters<typeof Order.parse>[0],
  as: string,
  { io, store, database }: { readonly io: CliIo; readonly store: Store; readonly database: OpenDatabase },
): Promise<number> {
  const parsed = Order.safeParse(order);
  if (!parsed.success) {
    throw new UserError(
      'bad_usage',
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
    );
  }
  const key = `cli/${randomUUID()}`;
  await leaveOrder(database.db, parsed.data, { by: as, via: 'cli', key }, io.now());
  for (const until = io.now() + ANSWER_WITHIN_MS; io.now() < until; await sleep(100)) {
    const answer = await answerOf(database.db, key);
    if (!answer) continue;
    (answer.status === 'done' ? io.out : io.err)(answer.text);
    return answer.status === 'done' ? 0 : 1;
  }
  io.err('No Shipmate has taken the order yet. It lies in the inbox and is carried out as soon as one runs.');
  io.err(`Look again: shipmate status. (${(await store.openIds()).length} releases are open.)`);
  return 1;
}
