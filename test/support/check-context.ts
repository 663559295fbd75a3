import type { CheckContext } from '../../src/checks/_check.ts';
import { unknown } from '../../src/checks/_check.ts';
import { splitCommand } from '../../src/core/playbook/argv.ts';
import { cutFrom, placeOf } from '../../src/core/playbook/places.ts';
import type { Target } from '../../src/core/playbook/playbook.ts';
import type { Commands } from '../../src/core/ports.ts';
import { aPlaybook, aTarget } from './step-view.ts';

/** No command is run in this test. */
export const noCommands: Commands = {
  start: () => Promise.reject(new Error('no command is run here')),
  run: () => Promise.reject(new Error('no command is run here')),
  look: async () => ({ state: 'unknown' }),
};

/** What a check reaches the world through; secrets are `$NAME` filled with `the-NAME`. */
export function aContext(target: Partial<Target> = {}, more: Partial<CheckContext> = {}): CheckContext {
  const production = aTarget(target);
  const playbook = more.playbook ?? aPlaybook({ targets: { production } });
  const placed = { playbook, type: 'weekly', words: { version: '1.5.0' } };
  return {
    playbook,
    signal: new AbortController().signal,
    key: 'k',
    version: '1.5.0',
    reports: 0,
    live: () => [],
    target: () => production,
    deployer: () => {
      throw new Error('there is no platform here');
    },
    commands: noCommands,
    fill: (text) => text.replaceAll(/\$([A-Z]+)/g, 'the-$1').replaceAll('<version>', '1.5.0'),
    argv: splitCommand,
    redact: (text) => text.replaceAll('hunter2', '[secret]'),
    fetch,
    check: async (name) => unknown(`no check ${name}`),
    baseline: () => undefined,
    repository: () => {
      throw new Error('there is no repository here');
    },
    place: (reference) => placeOf(reference, placed),
    cutFrom: () => cutFrom(placed),
    ...more,
  };
}
