import type { FreezeMode, Guard } from '../core/repository/guard.ts';
import type { Api } from './api.ts';
import { createAnnounceMode } from './freeze/announce.ts';
import { createLockMode } from './freeze/lock.ts';
import { createRulesetMode } from './freeze/ruleset.ts';
import { createStatusMode } from './freeze/status.ts';

export function createGuard(api: Api): Guard {
  const modes: Readonly<Record<FreezeMode, Guard>> = {
    ruleset: createRulesetMode(api),
    lock: createLockMode(api),
    status: createStatusMode(api),
    announce: createAnnounceMode(),
  };
  return {
    close: (freeze) => modes[freeze.mode].close(freeze),
    open: (freeze) => modes[freeze.mode].open(freeze),
    look: (freeze) => modes[freeze.mode].look(freeze),
  };
}
