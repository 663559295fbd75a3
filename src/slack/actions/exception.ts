import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { toOrder } from '../order-key.ts';
import { pullOf } from '../pull-number.ts';
import { defineFamily } from './_family.ts';

export default defineFamily({
  name: 'exception',
  summary: 'The form that asks for one pull request to be let through a freeze.',
  value: z.never(),
  meta: z.object({ playbook: z.string().optional(), channel: z.string().optional() }),

  async submit(_verb, { meta, values }, { by, key, releases }) {
    const { pull = '', severity = '', reason = '' } = values;
    const playbook = meta.playbook ?? values.playbook ?? '';
    const { number, repository } = pullOf(pull);
    const { good } = await releases.playbooks();
    const own = good.get(playbook)?.repository;
    if (repository !== undefined && own !== undefined && repository !== own) {
      throw new UserError('bad_pull', `That pull request belongs to \`${repository}\`.`, {
        fix: `This freeze is about \`${own}\`.`,
        field: 'pull',
      });
    }
    const order = toOrder({ order: 'exception', playbook, pull: number, severity, reason });
    return releases.submit(order, { by, via: 'slack', key });
  },
});
