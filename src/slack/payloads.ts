import { z } from 'zod';
import type { FormState } from './actions/_family.ts';

/** What Slack delivers, as far as it is used. Everything else in it is ignored. */

export const CommandCall = z.object({
  text: z.string().default(''),
  user_id: z.string(),
  channel_id: z.string(),
  team_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
});
export type CommandCall = z.output<typeof CommandCall>;

const Person = z.object({ id: z.string(), team_id: z.string().optional() });
const Team = z.object({ id: z.string() }).nullish();

const Chosen = z.object({ value: z.string() });
const Input = z.object({
  value: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
});

const View = z.object({
  id: z.string(),
  hash: z.string().default(''),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), Input)) }).default({ values: {} }),
  blocks: z.array(z.object({ type: z.string(), block_id: z.string().default('') })).default([]),
});
export type View = z.output<typeof View>;

export const Click = z.object({
  user: Person,
  team: Team,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: View.optional(),
  actions: z.tuple(
    [z.object({ action_id: z.string(), action_ts: z.string().default(''), value: z.string().optional() })],
    z.unknown(),
  ),
});
export type Click = z.output<typeof Click>;

export const Submission = z.object({ user: Person, team: Team, view: View });
export type Submission = z.output<typeof Submission>;

/** Chosen from Slack's menus; `message` is there when it was the menu of a message. */
export const ShortcutChosen = z.object({
  callback_id: z.string(),
  user: Person,
  team: Team,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ text: z.string().default('') }).optional(),
});
export type ShortcutChosen = z.output<typeof ShortcutChosen>;

/** What is filled in, by block. */
export function formState<Meta>(view: View, meta: Meta): FormState<Meta> {
  const blocks = Object.entries(view.state.values).map(([block, inputs]) => ({
    block,
    input: Object.values(inputs)[0],
  }));
  return {
    meta,
    values: Object.fromEntries(
      blocks
        .filter(({ input }) => !input?.selected_options)
        .map(({ block, input }) => [block, input?.value ?? input?.selected_option?.value ?? '']),
    ),
    ticked: Object.fromEntries(
      blocks.flatMap(({ block, input }) =>
        input?.selected_options ? [[block, input.selected_options.map(({ value }) => value)]] : [],
      ),
    ),
  };
}
