import { z } from 'zod';
import { tickedCriteria } from '../blocks/start-modal.ts';
import { playbookNamed } from '../modals.ts';
import { toOrder } from '../order-key.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'hotfix',
  summary: 'The form that starts a hotfix.',
  value: z.never(),
  meta: z.object({ playbook: z.string(), type: z.string(), channel: z.string().optional() }),

  async submit(_verb, { meta, values, ticked }, { by, key, releases }) {
    const { summary = '', incident = '' } = values;
    const playbook = await playbookNamed(meta.playbook, releases);
    const order = toOrder({
      order: 'start',
      playbook: meta.playbook,
      type: meta.type,
      summary,
      criteria: [...tickedCriteria(playbook, meta.type, Object.values(ticked).flat())],
      ...(incident.trim() !== '' && { incident }),
    });
    return releases.submit(order, { by, via: 'slack', key });
  },
});
