import { setTimeout as pause } from 'node:timers/promises';
import { Order } from '../src/core/release/order.ts';
import { leaveOrder } from '../src/store/inbox.ts';
import { openBeside } from '../src/store/open.ts';
import type { RunningBot } from './_bot.ts';

/** Opens so many releases, as the CLI does beside a running bot, and waits until each waits for people and Slack knows. */
export async function openReleases({ databaseFile }: RunningBot, count: number): Promise<void> {
  const { db, close } = await openBeside(databaseFile);
  const order = Order.parse({ order: 'start', playbook: 'bench' });
  for (let number = 0; number < count; number++) {
    await leaveOrder(db, order, { by: 'rosa@kars.example', via: 'cli', key: `bench/${number}` }, Date.now());
  }
  const waiting = () => db.selectFrom('steps').select('release').where('status', '=', 'waiting').execute();
  const unsaid = () => db.selectFrom('outbox').select('id').where('status', '<>', 'sent').execute();
  while ((await waiting()).length < count || (await unsaid()).length > 0) await pause(200);
  await close();
}
