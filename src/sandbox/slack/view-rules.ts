import { z } from 'zod';
import { plain } from './block-elements.ts';
import { blockProblems } from './block-rules.ts';

const View = z.strictObject({
  type: z.literal('modal'),
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
  blocks: z.array(z.looseObject({ type: z.string() })).min(1),
});

const MOST_BYTES = 250_000;

/** What Slack would refuse about this modal; empty when it would open it. */
export function viewProblems(view: unknown): readonly string[] {
  const parsed = View.safeParse(view);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `[ERROR] ${message} [json-pointer:/view/${path.join('/')}]`);
  }
  const { blocks, submit } = parsed.data;
  const hasInput = blocks.some(({ type }) => type === 'input');
  return [
    ...(hasInput && !submit ? ['[ERROR] submit is required when an input block is in blocks array'] : []),
    ...(JSON.stringify(view).length > MOST_BYTES ? ['[ERROR] the view is larger than 250 kB'] : []),
    ...blockProblems(blocks, 'modal'),
  ];
}
