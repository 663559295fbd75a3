import type { Button } from '@slack/types';
import type { Playbook } from '../../core/playbook/playbook.ts';
import type { Log, Outbox, OutboxLine, Releases, Roles } from '../../core/ports.ts';
import { orderButton } from '../blocks/button.ts';
import { actions, plainLine, sections } from '../blocks/limits.ts';
import { person } from '../blocks/people.ts';
import type { Delivery } from './deliver.ts';
import type { Content } from './write.ts';

export interface LineParts {
  readonly outbox: Outbox;
  readonly releases: Releases;
  readonly roles: Roles;
  readonly log: Log;
  /** Business time. */
  now(): number;
  machine(): number;
  /** Called when a line has arrived that a step may wait for. */
  wake(): void;
}

/** One line of the outbox as a message to deliver. */
export function lineDelivery(line: OutboxLine, parts: LineParts): Delivery {
  const { outbox, log } = parts;
  const sent: Delivery['sent'] = async (message) => {
    await outbox.lineSent(line.id, message);
    parts.wake();
  };
  return {
    id: `line-${line.id}`,
    channel: line.channel,
    thread: line.thread,
    broadcast: line.kind === 'needs-you' && line.thread !== null,
    unsureSince: line.unsureSince,
    attempts: line.attempts,
    content: () => contentOf(line, parts),
    sending: () => outbox.lineSending(line.id, parts.machine()),
    sent,
    found: sent,
    later: (at, why) => outbox.lineLater(line.id, at, why),
    async poisoned(why) {
      log.error('a message will not be sent', { line: line.id, why });
      await outbox.linePoisoned(line.id, why);
      parts.wake();
    },
  };
}

async function contentOf(line: OutboxLine, parts: LineParts): Promise<Content> {
  const people = await called(line, parts);
  const text = people === '' ? line.text : `${people} ${line.text}`;
  if (line.buttons.length === 0) return { text, blocks: [] };
  return { text, blocks: [...sections(text.split('\n')), ...actions(line.buttons.map(lineButton))] };
}

function lineButton({ label, order, style }: OutboxLine['buttons'][number], n: number): Button {
  return orderButton({ n, label, order, style });
}

/** The people of the line's roles, `role/deputies` for those who stand in. Throws TransientError. */
async function called({ mentions, release, playbook: name }: OutboxLine, parts: LineParts): Promise<string> {
  if (mentions.length === 0) return '';
  const playbook = await playbookOf(release, name, parts.releases);
  const words: string[] = [];
  for (const mention of mentions) {
    const [role = '', whom] = mention.split('/');
    if (playbook === undefined || !(role in playbook.roles))
      words.push(role === 'anyone' ? '' : `*${plainLine(role, 60)}*`);
    else {
      const found = await parts.roles.members(playbook, role, parts.now());
      const ids = whom === 'deputies' ? found.deputies : found.members;
      // A role that nobody has now is still called by its name, so that somebody notices.
      words.push(...(ids.length > 0 ? ids.map(person) : [`*${plainLine(mention, 60)}*`]));
    }
  }
  return [...new Set(words)].filter((word) => word !== '').join(' ');
}

async function playbookOf(
  release: string | null,
  name: string | null,
  releases: Releases,
): Promise<Playbook | undefined> {
  if (release !== null) return (await releases.find(release))?.plan.playbook;
  return name === null ? undefined : (await releases.playbooks()).good.get(name);
}
