import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** What lies in the database and should not, one line of plain text each. */
export async function troubles(db: Kysely<Tables>): Promise<readonly string[]> {
  const lines = await db
    .selectFrom('outbox')
    .select(['id', 'channel', 'status', 'error', 'release'])
    .where((eb) =>
      eb.or([eb('status', '=', 'poisoned'), eb('attempts', '>=', 3).and('status', 'in', ['queued', 'sending'])]),
    )
    .orderBy('id')
    .execute();
  const cards = await db
    .selectFrom('cards')
    .select(['key', 'error'])
    .where('closed', '=', 0)
    .where('error', 'is not', null)
    .execute();
  const intents = await db
    .selectFrom('intents')
    .select(['release', 'step', 'action', 'why'])
    .where('status', '=', 'unsure')
    .execute();
  return [
    ...lines.map(({ id, channel, status, error, release }) => {
      const what = status === 'poisoned' ? 'was refused by Slack for good' : 'does not get through to Slack';
      return `Message ${id} to ${channel}${release ? ` (${release})` : ''} ${what}: ${error}`;
    }),
    ...cards.map(({ key, error }) => `The card ${key} does not get through to Slack: ${error}`),
    ...intents.map(
      ({ release, step, action, why }) => `${release}, ${step}: nobody knows what became of \`${action}\`: ${why}`,
    ),
  ];
}
