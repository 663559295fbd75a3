/** How often Slack lets one app call something, per minute. */
export type Tier = 1 | 2 | 3 | 4 | 'post' | 'free';

const PER_MINUTE: Readonly<Record<Exclude<Tier, 'post' | 'free'>, number>> = { 1: 1, 2: 20, 3: 50, 4: 100 };
/** One message a second and channel; a short burst is let through. */
const POST = { burst: 4, perMs: 1 / 1000 };

export interface RateLimits {
  /** Zero when the call may go ahead, else the seconds to wait. */
  ask(tier: Tier, key: string): number;
}

/** Token buckets on machine time, one per key: a method, or a method and a channel. */
export function createRateLimits(machine: () => number): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number }>();

  return {
    ask(tier, key) {
      if (tier === 'free') return 0;
      const { burst, perMs } = tier === 'post' ? POST : { burst: PER_MINUTE[tier], perMs: PER_MINUTE[tier] / 60_000 };
      const at = machine();
      const last = buckets.get(key) ?? { tokens: burst, at };
      const tokens = Math.min(burst, last.tokens + (at - last.at) * perMs);
      const allowed = tokens >= 1;
      buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at });
      return allowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));
    },
  };
}
