import { formatInTimeZone } from 'date-fns-tz';
import { type BotClock, ZONE } from '../bot-clock.ts';
import type { BotProcess } from '../bot-process.ts';
import type { FakeGitHub } from '../github/fake-github.ts';
import { openPulls } from '../github/pulls/following.ts';
import type { Environment } from '../platform/environment.ts';
import type { Platform } from '../platform/platform.ts';
import type { FakeSlack } from '../slack/fake-slack.ts';
import type { Channel, Person } from '../slack/people.ts';
import type { Message } from '../slack/workspace.ts';
import { loginOf } from './github/login.ts';
import { repositoryState } from './github/shelves.ts';
import type { Emoji } from './library.ts';
import { type DrawnMessage, drawMessages, hueOf, initials } from './messages.ts';
import { drawModal } from './modal.ts';
import type { Reader } from './reader.ts';

export interface PageParts {
  readonly slack: FakeSlack;
  readonly github: FakeGitHub;
  readonly platform: Platform;
  readonly clock: BotClock;
  readonly bot: BotProcess;
}

/** What one browser looks at. */
export interface Look {
  readonly user: Person;
  readonly channel: Channel;
  /** The ts of the message whose thread is open. */
  readonly thread: string;
  /** In front of the repository, and not of the channel. */
  readonly atRepository: boolean;
}

/** Everything that the page shows to this person now. The markup in it is made here, and only here. */
export async function pageState(parts: PageParts, look: Look, emoji: Emoji): Promise<object> {
  const { slack, github, platform, clock, bot } = parts;
  const { workspace } = slack;
  const { user, channel, thread } = look;
  const reader: Reader = { workspace, zone: user.timezone, now: clock.now(), emoji };
  const seen = workspace.messages(channel.id).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === user.id);
  const replies = seen.filter(({ threadTs }) => threadTs !== undefined);
  const modals = slack.modals(user.id);
  const top = modals.at(-1);

  return {
    me: user.id,
    code: { repository: github.repository, openPulls: openPulls(github.world).length },
    github: look.atRepository ? await repositoryState(github.world, loginOf(user)) : null,
    people: workspace.people.map(asPerson),
    channels: workspace.channels
      .filter((other) => !other.with || other.with === user.id)
      .map((other) => asChannel(other, workspace.messages(other.id), user)),
    channel: channel.id,
    messages: drawMessages(
      seen.filter(({ threadTs, broadcast }) => threadTs === undefined || broadcast),
      replies,
      reader,
    ),
    thread: thread === '' ? null : drawThread(seen, thread, reader),
    modal: top ? drawModal(top, modals.length - 1, reader) : null,
    shortcuts: slack.registered.shortcuts,
    clock: clockState(clock.now(), user),
    apps: [platform.staging, platform.production].map(asApp),
    bot: { state: bot.state, pid: bot.pid ?? null, starts: bot.starts, connections: slack.connections() },
    faults: standingFaults(parts),
  };
}

/** With the name of what they befall. */
function standingFaults({ slack, github, platform }: PageParts): readonly object[] {
  return Object.entries({ slack, github, platform }).flatMap(([of, { faults }]) =>
    faults.active().map((fault) => ({ of, ...fault })),
  );
}

function drawThread(seen: readonly Message[], thread: string, reader: Reader): readonly DrawnMessage[] {
  return drawMessages(
    seen.filter(({ ts, threadTs }) => ts === thread || threadTs === thread),
    [],
    reader,
  );
}

function asPerson(person: Person): object {
  const { id, name, realName, title, timezone } = person;
  return { id, name, realName, title, timezone, initials: initials(person), hue: hueOf(person) };
}

function asChannel({ id, name, topic, with: other }: Channel, messages: readonly Message[], user: Person): object {
  const latest = messages.findLast(({ onlyFor }) => onlyFor === undefined || onlyFor === user.id)?.ts ?? '0';
  return { id, name: other ? 'Shipmate' : name, topic, direct: Boolean(other), latest };
}

function asApp({ url, live, mood, deploys }: Environment, index: number): object {
  const name = index === 0 ? 'staging' : 'production';
  const [newest] = deploys;
  return {
    name,
    url,
    live,
    mood: live === null ? 'stopped' : mood,
    deploy: newest ? { version: newest.version, state: newest.state, note: newest.note } : null,
  };
}

function clockState(now: number, user: Person): object {
  return {
    now,
    zone: ZONE,
    mine: user.timezone,
    field: formatInTimeZone(now, ZONE, "yyyy-MM-dd'T'HH:mm"),
  };
}
