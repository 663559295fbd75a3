import { z } from 'zod';
import { Answerer, Name, oneOrMore, shown, Text } from './names.ts';
import type { Line } from './playbook.ts';
import { explain } from './read/issues.ts';
import { slug, uniqueName } from './slug.ts';

const Settings = z.strictObject({
  by: oneOrMore(Answerer).optional(),
  only: oneOrMore(Name).default([]),
  except: oneOrMore(Name).default([]),
  when: Name.optional(),
  optional: z.boolean('`optional` is true or false').default(false),
});

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list item is a text, or a map with one key: the text, and behind it what answers it or its settings. */
const Item = z.unknown().transform((value, context) => {
  const entries = isMap(value) ? Object.entries(value) : [[value, undefined] as const];
  const [title, settings] = entries[0] ?? [];
  const text = Text.safeParse(title);
  if (entries.length !== 1 || !text.success) {
    const seen = entries.length === 1 ? title : value;
    context.addIssue({
      code: 'custom',
      message: `${shown(seen)} is no line: write \`- text\` or \`- text: who answers it\``,
    });
    return z.NEVER;
  }
  const written = isMap(settings) ? settings : settings === undefined ? {} : { by: settings };
  const parsed = Settings.safeParse(written);
  if (parsed.success) return { text: text.data, ...parsed.data };
  for (const { path, message } of explain(parsed.error.issues, written, { known: Object.keys(Settings.shape) })) {
    const below = isMap(settings) ? path : path.slice(1);
    context.addIssue({ code: 'custom', message, path: [text.data, ...below] });
  }
  return z.NEVER;
});

/**
 * The lines of a checklist. What answers a line is only a word here, taken for a role; the pass over the whole playbook
 * finds out what each word is, and gives the owner the lines that name nobody. It does so for `lines` of every kind.
 */
export const Lines = z
  .array(Item, { error: ({ input }) => (input === undefined ? 'is missing' : `${shown(input)} is no list of lines`) })
  .min(1, 'the list is empty')
  .transform((items): readonly Line[] => {
    const taken = new Set<string>();
    return items.map(({ by, when, ...item }) => {
      const key = uniqueName(slug(item.text), (name) => taken.has(name));
      taken.add(key);
      return { key, by: (by ?? []).map((name) => ({ kind: 'role', name })), ...item, ...(when && { when }) };
    });
  });
