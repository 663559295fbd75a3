import { fillText } from '../core/playbook/fill.ts';
import type { Playbook } from '../core/playbook/playbook.ts';

/** Where `$WORD` is read from: the environment of Shipmate, and nothing else. */
export type Env = Readonly<Record<string, string | undefined>>;

const WORD = /\$[A-Z][A-Z0-9_]*/;

/** Whether a text of a playbook names a secret. */
export function namesSecret(text: string): boolean {
  return WORD.test(text);
}

/**
 * Fills `<word>` and `$WORD`. Piece by piece, so that a `$NAME` that somebody typed into a summary stays what it is.
 * Throws when a secret is not set.
 */
export function fillSecrets(text: string, env: Env, words: Readonly<Record<string, string>> = {}): string {
  const pieces = text.split(new RegExp(`(${WORD.source})`));
  return pieces.map((piece, index) => (index % 2 === 0 ? fillText(piece, words) : secretOf(piece, env))).join('');
}

function secretOf(written: string, env: Env): string {
  const value = env[written.slice(1)];
  if (value === undefined) throw new Error(`\`${written}\` is not set in the environment of Shipmate`);
  return value;
}

/** Blanks the value of every secret that the playbook names, whoever printed it. */
export function redactSecrets(text: string, playbook: Playbook, env: Env): string {
  const named = JSON.stringify(playbook).match(new RegExp(WORD.source, 'g')) ?? [];
  return [...new Set(named)].reduce((redacted, word) => {
    const value = env[word.slice(1)];
    return value ? redacted.replaceAll(value, `[${word}]`) : redacted;
  }, text);
}
