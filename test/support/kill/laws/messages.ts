import type { Ending } from '../story.ts';
import type { World } from '../world.ts';

/** What each channel hears of a release, by its end. */
const HEARD: Readonly<Record<Ending, readonly (readonly [channel: string, text: string])[]>> = {
  finished: [
    ['releases', ':lock: *Code freeze for v<version>*'],
    ['kars-team', ':lock: *Code freeze for v<version>*'],
    ['releases', ':calendar: *v<version>* of'],
    ['kars-stakeholders', ':calendar: *v<version>* of'],
    ['releases', 'v<version>*\nDeployed'],
    ['kars-stakeholders', 'v<version>*\nDeployed'],
    ['kars-team', 'The code freeze for v<version> is over'],
  ],
  'rolled-back': [
    ['releases', ':lock: *Code freeze for v<version>*'],
    ['kars-team', ':lock: *Code freeze for v<version>*'],
    ['kars-stakeholders', ':calendar: *v<version>* of'],
    ['releases', '*ROLLBACK of v<version>*'],
    ['kars-team', '*ROLLBACK of v<version>*'],
  ],
};

/** Everything that was to be said was said once, in each channel. Returns what was seen otherwise. */
export async function brokenMessages(world: World): Promise<readonly string[]> {
  const { sandbox, evidence } = world;
  const times = new Map<string, number>();
  for (const { metadata } of sandbox.slack.channels.flatMap(({ id }) => sandbox.slack.messages(id))) {
    const id = String(metadata?.event_payload.id ?? '');
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const seen: string[] = [];
  for (const { id, status, text } of await evidence.lines()) {
    const stands = times.get(`line-${id}`) ?? 0;
    if (status !== 'sent' || stands !== 1) seen.push(`line ${id} is ${status} and stands ${stands} times: ${text}`);
  }
  for (const key of await evidence.cards()) {
    const stands = times.get(`card-${key}`) ?? 0;
    // A request that was answered before it could be posted is not posted any more.
    if (stands > 1) seen.push(`card ${key} stands ${stands} times`);
  }
  return [...seen, ...(await unheard(world))];
}

async function unheard({ sandbox, evidence, endings }: World): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const [id, ending] of endings) {
    const version = (await evidence.release(id))?.release.version ?? '';
    for (const [channel, template] of HEARD[ending]) {
      const words = template.replace('<version>', version);
      const stands = sandbox.slack.messages(channel).filter(({ text }) => text.includes(words)).length;
      if (stands !== 1) seen.push(`${channel} heard "${words}" ${stands} times`);
    }
  }
  return seen;
}
