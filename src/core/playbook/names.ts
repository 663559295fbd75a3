import { z } from 'zod';

/** How a value of YAML is shown in a message. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``;
}

/** A text that is not blank. */
export const Text = text('a text');

export function text(what: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined || input === null
          ? `${what} is missing`
          : `${shown(input)} is not ${what}: write it in quotes`,
    })
    .refine((value) => value.trim() !== '', `${what} is missing`)
    .meta({ title: what });
}

/** A text that a function finds nothing wrong with. */
export function checked(what: string, problem: (value: string) => string | undefined) {
  return text(what).superRefine((value, context) => {
    const message = problem(value);
    if (message) context.addIssue({ code: 'custom', message });
  });
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Why this is no name; undefined when it is one. */
export const nameProblem = (value: string): string | undefined =>
  NAME.test(value) ? undefined : `${shown(value)} is no name: use small letters, digits and \`-\`, a letter first`;

export const Name = checked('a name', nameProblem);

/** What answers a line or a check: a name, `<target>/<check>` or `<role>/available`. */
export const Answerer = checked('a name', (value) =>
  value.split('/').length > 2 ? `${shown(value)} has too many \`/\`` : value.split('/').map(nameProblem).find(Boolean),
);

/** One of something, or a list of it. */
export function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (Array.isArray(value) || value === undefined ? value : [value]),
    z
      .array(item, { error: ({ input }) => (input === undefined ? 'is missing' : `${shown(input)} is no list`) })
      .min(1, 'the list is empty')
      .readonly()
      .meta({ title: 'one or a list' }),
  );
}
