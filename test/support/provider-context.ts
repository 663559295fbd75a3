import { splitCommand } from '../../src/core/playbook/argv.ts';
import type { Target } from '../../src/core/playbook/playbook.ts';
import type { Commands } from '../../src/core/ports.ts';
import type { ProviderContext } from '../../src/providers/_provider.ts';
import { noCommands } from './check-context.ts';
import { aTarget } from './step-view.ts';

/** What a provider is connected with; secrets are `$NAME` filled with `the-NAME`. */
export function aProviderContext(target: Partial<Target> = {}, commands: Commands = noCommands): ProviderContext {
  return {
    target: aTarget(target),
    lane: 'kars-17/production',
    commands,
    fetch,
    fill: (text) => text.replaceAll(/\$([A-Z]+)/g, 'the-$1'),
    argv: splitCommand,
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
  };
}
