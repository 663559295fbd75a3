import { z } from 'zod';
import { startModal, tickedCriteria } from '../blocks/start-modal.ts';
import { playbookNamed } from '../modals.ts';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'start',
  summary: 'The form that opens a release.',
  value: z.never(),
  meta: z.object({ playbook: z.string(), type: z.string(), channel: z.string().optional() }),

  async change(_verb, { meta, values }, { releases }) {
    const type = values.type || meta.type;
    const playbook = await playbookNamed(meta.playbook, releases);
    return startModal({ playbook, type, version: values.version }, { ...meta, type });
  },

  async submit(_verb, { meta, values, ticked }, { by, key, releases }) {
    const type = values.type || meta.type;
    const { version = '', summary = '' } = values;
    const playbook = await playbookNamed(meta.playbook, releases);
    const order = toOrder({
      order: 'start',
      playbook: meta.playbook,
      type,
      ...(version.trim() !== '' && { version: version.trim().replace(/^v/, '') }),
      ...(summary.trim() !== '' && { summary }),
      criteria: [...tickedCriteria(playbook, type, Object.values(ticked).flat())],
    });
    return releases.submit(order, { by, via: 'slack', key });
  },
});
