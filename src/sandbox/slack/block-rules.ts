import { z } from 'zod';
import { Accessory, ActionElement, anyText, Image, InputElement, plain } from './block-elements.ts';

export type Surface = 'message' | 'modal';

const block_id = z.string().max(255).optional();

const Section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: Accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'missing required field: text or fields');

const Input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: plain(2000),
  element: InputElement,
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

const classic = [
  Section,
  Input,
  z.strictObject({
    type: z.literal('header'),
    block_id,
    text: plain(150),
    level: z.int().min(1).max(4).optional(),
  }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z
      .array(z.discriminatedUnion('type', [...anyText(3000).options, Image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id, elements: z.array(ActionElement).min(1).max(25) }),
  Image.extend({ block_id, title: plain(2000).optional() }),
] as const;

/** Newer kinds, known by name and place; what is inside them is not checked here. */
const NEWER: Readonly<Record<string, readonly Surface[]>> = {
  rich_text: ['message', 'modal'],
  video: ['message', 'modal'],
  plan: ['message'],
  task_card: ['message'],
  table: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  card: ['message'],
  carousel: ['message'],
  container: ['message'],
  markdown: ['message'],
  context_actions: ['message'],
  alert: ['modal'],
};

const Classic = z.discriminatedUnion('type', classic);
const CLASSIC: readonly string[] = classic.map((kind) => kind.shape.type.value);
const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100 };
const MOST_CHARACTERS = 13_200;

/** What Slack would refuse about these blocks, in its own manner; empty when it would take them. */
export function blockProblems(blocks: unknown, surface: Surface): readonly string[] {
  if (!Array.isArray(blocks)) return ['[ERROR] blocks must be an array'];
  const most = MOST_BLOCKS[surface];
  const count = blocks.length > most ? [`[ERROR] no more than ${most} items allowed [json-pointer:/blocks]`] : [];
  return [
    ...count,
    ...blocks.flatMap((block, index) => problemsOf(block, `/blocks/${index}`, surface)),
    ...repeated(blocks),
  ];
}

/** Slack gives up on messages whose texts are too much together, though each is within its own limit. */
export function tooLongTogether(blocks: readonly unknown[]): boolean {
  return texts(blocks).reduce((sum, text) => sum + text.length, 0) > MOST_CHARACTERS;
}

function problemsOf(block: unknown, pointer: string, surface: Surface): readonly string[] {
  const type = typeOf(block);
  if (type in NEWER) {
    return NEWER[type]?.includes(surface) ? [] : [`[ERROR] \`${type}\` is not allowed in a ${surface} [${pointer}]`];
  }
  if (!CLASSIC.includes(type)) return [`[ERROR] unsupported type: ${type} [json-pointer:${pointer}/type]`];
  const parsed = Classic.safeParse(block);
  if (parsed.success) return [];
  return parsed.error.issues.map(
    ({ path, message }) => `[ERROR] ${message} [json-pointer:${[pointer, ...path].join('/')}]`,
  );
}

function repeated(blocks: readonly unknown[]): readonly string[] {
  const blockIds = blocks.map((block) => stringAt(block, 'block_id'));
  const actionIds = blocks.flatMap((block) => {
    const elements = typeof block === 'object' && block !== null && 'elements' in block ? block.elements : [];
    return twice(Array.isArray(elements) ? elements.map((element) => stringAt(element, 'action_id')) : []);
  });
  return [
    ...twice(blockIds).map((id) => `[ERROR] block_id \`${id}\` already exists`),
    ...actionIds.map((id) => `[ERROR] action_id \`${id}\` already exists`),
  ];
}

function twice(ids: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id, index): id is string => id !== undefined && ids.indexOf(id) !== index))];
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : texts(inner),
  );
}

function typeOf(block: unknown): string {
  return stringAt(block, 'type') ?? '';
}

function stringAt(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : undefined;
}
