import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Health } from './health.ts';

const EVERY_MS = 60_000;

/** Calls a URL every minute while all is well, so that somebody notices when Shipmate is dead. Returns how to stop. */
export function startHeartbeat(url: string, look: () => Promise<Health>, log: Log): () => void {
  const beat = async (): Promise<void> => {
    const { ok, problems } = await look();
    if (!ok) return log.warn('no heartbeat: something is wrong', { problems });
    await fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) });
  };
  const timer = setInterval(() => {
    beat().catch((error: unknown) => log.warn('the heartbeat could not be sent', { error: messageOf(error) }));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
