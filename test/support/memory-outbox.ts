import type { CardRow, Outbox, OutboxLine, SlackMessage } from '../../src/core/ports.ts';

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

export interface MemoryLine extends Changing<OutboxLine> {
  state: 'queued' | 'sending' | 'sent' | 'poisoned';
  notBefore: number;
  sentAs: SlackMessage | undefined;
  why: string;
}

export interface MemoryCard extends Changing<CardRow> {
  /** The last state of the release that is shown. */
  shown: number;
  notBefore: number;
  why: string;
}

export interface MemoryOutbox extends Outbox {
  line(id: number): MemoryLine;
  card(key: string): MemoryCard;
}

export function aLine(id: number, more: Partial<OutboxLine> = {}): OutboxLine {
  return {
    id,
    channel: 'releases',
    thread: null,
    kind: 'announce',
    text: `line ${id}`,
    mentions: [],
    buttons: [],
    release: null,
    playbook: null,
    unsureSince: null,
    attempts: 0,
    ...more,
  };
}

export function aCard(key: string, more: Partial<CardRow> = {}): CardRow {
  return {
    key,
    kind: 'release',
    release: 'kars-17',
    run: 'main',
    step: '',
    round: 1,
    channel: 'releases',
    message: null,
    hash: null,
    drawn: 1,
    unsureSince: null,
    attempts: 0,
    ...more,
  };
}

/** The port in memory, as a table would keep it: a process that dies forgets nothing of it. */
export function memoryOutbox(lines: readonly OutboxLine[], cards: readonly CardRow[] = []): MemoryOutbox {
  const rows = lines.map(
    (line): MemoryLine => ({ ...line, state: 'queued', notBefore: 0, sentAs: undefined, why: '' }),
  );
  const table = cards.map((card): MemoryCard => ({ ...card, shown: 0, notBefore: 0, why: '' }));
  const line = (id: number): MemoryLine => found(rows.find((row) => row.id === id));
  const card = (key: string): MemoryCard => found(table.find((row) => row.key === key));
  return {
    line,
    card,
    async lines(machine) {
      const open = rows.filter(({ state }) => state === 'queued' || state === 'sending');
      const isFirst = (row: MemoryLine): boolean =>
        open.find((other) => other.channel === row.channel && other.thread?.ts === row.thread?.ts) === row;
      return open.filter((row) => isFirst(row) && row.notBefore <= machine).map((row) => ({ ...row }));
    },
    async lineSending(id, machine) {
      Object.assign(line(id), { state: 'sending', unsureSince: machine, attempts: line(id).attempts + 1 });
    },
    async lineSent(id, message) {
      Object.assign(line(id), { state: 'sent', unsureSince: null, sentAs: message });
    },
    async lineLater(id, machine, why) {
      Object.assign(line(id), { state: 'queued', unsureSince: null, notBefore: machine, why });
    },
    async linePoisoned(id, why) {
      Object.assign(line(id), { state: 'poisoned', unsureSince: null, why });
    },
    async cards(machine) {
      return table.filter((row) => row.shown < row.drawn && row.notBefore <= machine).map((row) => ({ ...row }));
    },
    async cardSending(key, machine) {
      Object.assign(card(key), { unsureSince: machine, attempts: card(key).attempts + 1 });
    },
    async cardSent(key, message, hash, drawn) {
      Object.assign(card(key), { message, hash, shown: drawn, unsureSince: null, attempts: 0 });
    },
    async cardUnchanged(key, drawn) {
      Object.assign(card(key), { shown: drawn, unsureSince: null });
    },
    async cardLater(key, machine, why) {
      Object.assign(card(key), { unsureSince: null, notBefore: machine, why });
    },
    async cardLost(key) {
      Object.assign(card(key), { message: null, hash: null, unsureSince: null, shown: 0 });
    },
  };
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('there is no such row');
  return row;
}
