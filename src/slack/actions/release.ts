import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { formView, input } from '../blocks/form.ts';
import { plainLine, section } from '../blocks/limits.ts';
import { rollbackRequest } from '../modals.ts';
import { toOrder } from '../order-key.ts';
import type { ModalRequest } from '../reply.ts';
import { defineFamily } from './_family.ts';

const Value = z.object({ release: z.string(), step: z.string().optional() });
const Meta = Value.extend({ channel: z.string().optional() });
type Meta = z.output<typeof Meta>;

export default defineFamily({
  name: 'release',
  summary: 'The buttons of the card: hold, resume, retry, skip, roll back.',
  value: Value,
  meta: Meta,

  async press(verb, { release, step }, { by, key, channel, releases }) {
    switch (verb) {
      case 'resume':
        return releases.submit({ order: 'resume', release }, { by, via: 'slack', key });
      case 'retry':
        return releases.submit(toOrder({ order: 'retry', release, step }), { by, via: 'slack', key });
      case 'hold':
        return { modal: reasonModal({ verb, title: `Hold ${release}`, button: 'Hold' }, { release, channel }) };
      case 'skip':
        return { modal: reasonModal({ verb, title: `Skip a step`, button: 'Skip' }, { release, step, channel }) };
      case 'rollback':
        return { modal: rollbackRequest(release, channel, releases) };
      default:
        throw unknownVerb(verb);
    }
  },

  async submit(verb, { meta: { release, step }, values: { reason = '' } }, { by, key, releases }) {
    const sender = { by, via: 'slack', key } as const;
    if (verb === 'hold') return releases.submit(toOrder({ order: 'hold', release, reason }), sender);
    if (verb === 'skip') return releases.submit(toOrder({ order: 'skip', release, step, reason }), sender);
    throw unknownVerb(verb);
  },
});

function reasonModal(
  { verb, title, button }: { readonly verb: string; readonly title: string; readonly button: string },
  meta: Meta,
): ModalRequest {
  const what =
    meta.step === undefined ? `\`${meta.release}\`` : `\`${meta.release}\`, step \`${plainLine(meta.step, 100)}\``;
  return {
    title,
    view: async () =>
      formView({
        submits: `release:${verb}`,
        meta,
        title,
        button,
        blocks: [
          section(what),
          input({ name: 'reason', label: 'Reason', kind: 'text', hint: 'It is kept with the release.' }),
        ],
      }),
  };
}

function unknownVerb(verb: string): UserError {
  return new UserError('stale', `This button (\`${verb}\`) is from another version of Shipmate.`, {
    fix: 'Use `/release help` to see what can be done.',
  });
}
