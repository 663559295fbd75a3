import { closeSync, openSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const HEAD_BYTES = 256 * 1024;
const TAIL_CHARS = 64 * 1024;
/** A line without an end is not kept back any longer than this. */
const LONGEST_LINE = 64 * 1024;
/** Shorter values would blank half of every text. */
const SHORTEST_SECRET = 4;

/** Replaces every one of these values; the longest first, so that one inside another leaves nothing behind. */
export function blank(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** Where a program's output goes: blanked, its beginning and its end kept, what is in between counted. */
export interface OutputFile {
  write(chunk: Uint8Array): void;
  close(): void;
}

export function openOutput(file: string, secrets: readonly string[]): OutputFile {
  const handle = openSync(file, 'w', 0o600);
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let written = 0;
  let tail = '';
  let dropped = 0;

  const keep = (text: string): void => {
    const room = HEAD_BYTES - written;
    if (room > 0) {
      const head = text.slice(0, room);
      written += writeSync(handle, head);
      text = text.slice(head.length);
    }
    tail += text;
    const surplus = tail.length - TAIL_CHARS;
    if (surplus > 0) {
      dropped += surplus;
      tail = tail.slice(surplus);
    }
  };

  return {
    write(chunk) {
      pending += decoder.write(Buffer.from(chunk));
      // Whole lines only: a secret that arrives in two pieces is still found.
      const end = pending.length > LONGEST_LINE ? pending.length : pending.lastIndexOf('\n') + 1;
      keep(blank(pending.slice(0, end), secrets));
      pending = pending.slice(end);
    },
    close() {
      keep(blank(pending + decoder.end(), secrets));
      if (dropped > 0) writeSync(handle, `\n[… ${dropped} characters left out …]\n`);
      writeSync(handle, tail);
      closeSync(handle);
    },
  };
}
