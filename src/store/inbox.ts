import type { Kysely } from 'kysely';
import { Order, type Outcome, type Sender } from '../core/release/order.ts';
import { prepared } from './prepared.ts';
import type { Tables } from './schema.ts';

interface Carried {
  readonly order: Order;
  readonly sender: Sender;
  readonly outcome: Outcome;
  readonly machine: number;
}

const putDone = prepared((db, row: Tables['inbox']) => {
  const { status, outcome, body } = row;
  return db
    .insertInto('inbox')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ status, outcome, body }));
});

/** Writes an order down with what came of it. The key is unique: a redelivery finds this row. */
export async function rememberOrder(db: Kysely<Tables>, { order, sender, outcome, machine }: Carried): Promise<void> {
  const done = { status: 'done', outcome: JSON.stringify(outcome), body: told(order) };
  await putDone(db, { key: sender.key, received_at: machine, person: sender.by, via: sender.via, ...done });
}

/** Of an order that is over, only its name: what a person wrote stands in the facts alone, where it can be blanked. */
function told({ order }: Pick<Order, 'order'>): string {
  return JSON.stringify({ order });
}

const findDone = prepared((db, { key }: { readonly key: string }) =>
  db.selectFrom('inbox').select('outcome').where('key', '=', key).where('status', '=', 'done'),
);

export async function findOutcome(db: Kysely<Tables>, key: string): Promise<Outcome | undefined> {
  const [row] = await findDone(db, { key });
  return row?.outcome ? (JSON.parse(row.outcome) as Outcome) : undefined;
}

/** Leaves an order for the running Shipmate to carry out: how the CLI acts. */
export async function leaveOrder(db: Kysely<Tables>, order: Order, sender: Sender, machine: number): Promise<void> {
  await db
    .insertInto('inbox')
    .values({
      key: sender.key,
      received_at: machine,
      body: JSON.stringify(order),
      person: sender.by,
      via: sender.via,
      status: 'new',
      outcome: null,
    })
    .execute();
}

/** What became of an order that was left: undefined while nobody has taken it. */
export async function answerOf(
  db: Kysely<Tables>,
  key: string,
): Promise<{ readonly status: 'done' | 'refused'; readonly text: string } | undefined> {
  const row = await db.selectFrom('inbox').select(['status', 'outcome']).where('key', '=', key).executeTakeFirst();
  if (!row?.outcome || row.status === 'new') return undefined;
  const outcome = JSON.parse(row.outcome) as { text?: string; refused?: string };
  return row.status === 'done'
    ? { status: 'done', text: outcome.text ?? '' }
    : { status: 'refused', text: outcome.refused ?? '' };
}

/** Oldest first. A row that is no order any more (an older program wrote it) is refused, never lost in silence. */
export async function newOrders(
  db: Kysely<Tables>,
): Promise<readonly { readonly order: Order; readonly sender: Sender }[]> {
  const rows = await db.selectFrom('inbox').selectAll().where('status', '=', 'new').orderBy('received_at').execute();
  const orders = [];
  for (const { key, body, person, via } of rows) {
    const parsed = Order.safeParse(parsedJson(body));
    if (parsed.success) {
      orders.push({
        order: parsed.data,
        sender: { by: person, via: via === 'slack' ? ('slack' as const) : ('cli' as const), key },
      });
    } else {
      await settleOrder(db, key, {
        refused: `this is not an order that Shipmate knows: ${parsed.error.issues[0]?.message}`,
      });
    }
  }
  return orders;
}

/** Undefined for what is no JSON, which is no order either. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function settleOrder(
  db: Kysely<Tables>,
  key: string,
  outcome: Outcome | { readonly refused: string },
): Promise<void> {
  await db
    .updateTable('inbox')
    .set({ status: 'refused' in outcome ? 'refused' : 'done', outcome: JSON.stringify(outcome), body: '{}' })
    .where('key', '=', key)
    .execute();
}
