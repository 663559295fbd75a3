import { BOT, CHANNELS, type Channel, PEOPLE, type Person } from './people.ts';

export type Block = Readonly<Record<string, unknown>>;

export interface Message {
  readonly ts: string;
  /** The id of the channel. */
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata: Metadata | undefined;
  readonly edited: boolean;
  /** Only this person sees it. */
  readonly onlyFor: string | undefined;
  /** Business time when it was sent; `ts` is machine time, like in Slack. */
  readonly at: number;
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** A modal in front of one person; the last one of the stack is the one they see. */
export interface OpenView {
  readonly id: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  readonly hash: string;
  readonly user: string;
  /** As the bot sent it: title, blocks, private_metadata … */
  readonly view: Readonly<Record<string, unknown>>;
}

export type NewMessage = Pick<Message, 'channel' | 'text'> & Partial<Omit<Message, 'ts' | 'edited' | 'at'>>;

export interface WorkspaceOptions {
  /** Business time for what people read, in milliseconds. */
  readonly now: () => number;
  /** Machine time for `ts` and whatever expires, in milliseconds. */
  readonly machine: () => number;
}

/** Everything the stand-in remembers. `onChange` hears of every change that somebody could see. */
export class Workspace {
  readonly people: readonly Person[] = PEOPLE;
  readonly channels: readonly Channel[] = [
    ...CHANNELS,
    ...PEOPLE.map(({ id, name }) => ({ id: id.replace('U0', 'D0'), name, topic: 'Direct messages', with: id })),
  ];
  readonly #options: WorkspaceOptions;
  readonly #messages: Message[] = [];
  readonly #views = new Map<string, OpenView[]>();
  readonly #listeners = new Set<() => void>();
  readonly #botLeft = new Set<string>();
  #lastTs = 0;
  #ids = 0;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  machine(): number {
    return this.#options.machine();
  }

  /** By id, handle, full name or e-mail. */
  person(who: string): Person | undefined {
    const wanted = who.toLowerCase();
    return this.people.find(({ id, name, realName, email }) =>
      [id, name, realName, email].some((form) => form.toLowerCase() === wanted),
    );
  }

  /** By id or name, with or without `#`; the id of a person means their direct messages. */
  channel(which: string): Channel | undefined {
    const name = which.replace(/^#/, '');
    return (
      this.channels.find(({ id, with: other }) => id === which || other === which) ??
      this.channels.find((channel) => channel.name === name && !channel.with)
    );
  }

  /** Whether the bot is in a channel; it is in all until somebody removes it. */
  isMember(channel: string): boolean {
    return !this.#botLeft.has(channel);
  }

  removeBot(channel: string): void {
    const id = this.channel(channel)?.id;
    if (id) this.#botLeft.add(id);
  }

  inviteBot(channel: string): void {
    this.#botLeft.delete(this.channel(channel)?.id ?? channel);
  }

  /** Oldest first, replies included; what only one person sees is among them. */
  messages(channel: string): readonly Message[] {
    const id = this.channel(channel)?.id;
    return this.#messages.filter((message) => message.channel === id);
  }

  message(channel: string, ts: string): Message | undefined {
    return this.#messages.find((message) => message.channel === channel && message.ts === ts);
  }

  post(fresh: NewMessage): Message {
    const message: Message = {
      threadTs: undefined,
      broadcast: false,
      user: BOT.userId,
      blocks: [],
      metadata: undefined,
      onlyFor: undefined,
      ...fresh,
      ts: this.#nextTs(),
      edited: false,
      at: this.#options.now(),
    };
    this.#messages.push(message);
    this.changed();
    return message;
  }

  replace(old: Message, change: Partial<Message>): Message {
    const message = { ...old, ...change };
    this.#messages[this.#messages.indexOf(old)] = message;
    this.changed();
    return message;
  }

  remove(message: Message): void {
    this.#messages.splice(this.#messages.indexOf(message), 1);
    this.changed();
  }

  /** The modals in front of a person, bottom first. */
  views(user: string): readonly OpenView[] {
    return this.#views.get(user) ?? [];
  }

  view(id: string): OpenView | undefined {
    return [...this.#views.values()].flat().find((view) => view.id === id);
  }

  setViews(user: string, views: readonly OpenView[]): void {
    this.#views.set(user, [...views]);
    this.changed();
  }

  /** An id that was not given out before: `V0000000A`. */
  id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${this.#ids.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Seconds with six digits behind the point, never the same one twice. */
  #nextTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, this.machine() * 1000);
    return `${Math.floor(this.#lastTs / 1_000_000)}.${String(this.#lastTs % 1_000_000).padStart(6, '0')}`;
  }
}
