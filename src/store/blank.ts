import type { Transaction } from 'kysely';
import { escapeText } from '../core/text.ts';
import type { Tables } from './schema.ts';

/** Where facts keep what a person typed; the other words of a fact are the playbook's. */
const TYPED = ['reason', 'text', 'evidence', 'note', 'impact', 'fields'];

export const BLANKED = '[blanked]';

/**
 * Blanks a fact that holds words of a person, every other fact of its chain that repeats them, and the messages that
 * carried them. Facts that steps go by stay. Returns the words; undefined when there is no such fact.
 */
export async function blankFact(
  trx: Transaction<Tables>,
  chain: string,
  seq: number,
): Promise<readonly string[] | undefined> {
  const facts = await trx
    .selectFrom('facts')
    .select(['seq', 'body'])
    .where('chain', '=', chain)
    .where((eb) => eb.or([eb('person', 'is not', null), eb('type', 'like', '%:%')]))
    .execute();
  const meant = facts.find((fact) => fact.seq === seq);
  if (!meant) return undefined;
  const words = typedWords(meant.body);
  const repeats = facts.filter(({ body }) => words.some((word) => body?.includes(JSON.stringify(word).slice(1, -1))));
  for (const fact of new Set([meant, ...repeats])) {
    await trx.updateTable('facts').set({ body: null }).where('chain', '=', chain).where('seq', '=', fact.seq).execute();
  }
  await blankMessages(trx, chain, words);
  return words;
}

function typedWords(body: string | null): readonly string[] {
  const fields: Record<string, unknown> = JSON.parse(body ?? '{}');
  return TYPED.flatMap((name) => stringsIn(fields[name])).filter((word) => word !== '');
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** What Slack has already is Slack's: its message has to be deleted there. */
async function blankMessages(trx: Transaction<Tables>, release: string, words: readonly string[]): Promise<void> {
  const lines = await trx.selectFrom('outbox').select(['id', 'text']).where('release', '=', release).execute();
  for (const { id, text } of lines) {
    const blanked = words.reduce((left, word) => left.replaceAll(escapeText(word), BLANKED), text);
    if (blanked !== text) await trx.updateTable('outbox').set({ text: blanked }).where('id', '=', id).execute();
  }
}
