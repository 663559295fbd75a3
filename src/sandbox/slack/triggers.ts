import { Refusal, type Triggers } from './methods/_method.ts';
import type { Workspace } from './workspace.ts';

const LIFETIME_MS = 3000;

export function createTriggers(workspace: Workspace): Triggers {
  const issued = new Map<string, { readonly user: string; readonly until: number; used: boolean }>();

  return {
    issue(user) {
      const id = `${Math.floor(workspace.machine())}.${workspace.id('T')}`;
      issued.set(id, { user, until: workspace.machine() + LIFETIME_MS, used: false });
      return id;
    },
    use(id) {
      const trigger = issued.get(id);
      if (!trigger) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      if (workspace.machine() > trigger.until) throw new Refusal('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
  };
}
