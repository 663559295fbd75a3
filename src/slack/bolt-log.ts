import bolt, { type Logger } from '@slack/bolt';
import type { Log } from '../core/ports.ts';

/** Bolt's log in ours. Its debug lines hold whole messages, so they are dropped. */
export function quietLog(log: Log): Logger {
  const text = (parts: readonly unknown[]): string => parts.map(String).join(' ');
  return {
    debug: () => undefined,
    info: (...parts: readonly unknown[]) => log.debug(`slack library: ${text(parts)}`),
    warn: (...parts: readonly unknown[]) => log.warn(`slack library: ${text(parts)}`),
    error: (...parts: readonly unknown[]) => log.error(`slack library: ${text(parts)}`),
    setLevel: () => undefined,
    setName: () => undefined,
    getLevel: () => bolt.LogLevel.WARN,
  };
}
