/**
 * When the next call may be made, lane by lane: a channel, a card, a method. All times in milliseconds of machine time.
 */
export interface Pace {
  /** The instant from which on a call that needs all of these lanes may be made. */
  freeAt(lanes: readonly string[]): number;
  used(lanes: readonly string[]): void;
  /** Slack asked for it, or it is pointless before. */
  block(lane: string, ms: number): void;
}

/** What the first word of a lane allows: one call per `gapMs`, and so many at once after a rest. */
export interface PaceSettings {
  readonly [lane: string]: { readonly gapMs: number; readonly burst: number };
}

/** Slack's limits with room left: a message a second in a channel, fifty edits a minute in all. */
export const SLACK_PACE: PaceSettings = {
  post: { gapMs: 1_100, burst: 1 },
  card: { gapMs: 2_000, burst: 1 },
  update: { gapMs: 1_500, burst: 10 },
};

const MANY = 5_000;

/** Lanes are `<word>:<which>`, for instance `post:releases`. */
export function createPace(settings: PaceSettings, machine: () => number): Pace {
  /** When a lane that is used evenly would be free again. */
  const due = new Map<string, number>();
  const blocked = new Map<string, number>();
  const of = (lane: string): { readonly gapMs: number; readonly burst: number } =>
    settings[lane.split(':')[0] ?? ''] ?? { gapMs: 0, burst: 1 };
  const freeAt = (lane: string): number => {
    const { gapMs, burst } = of(lane);
    return Math.max(blocked.get(lane) ?? 0, (due.get(lane) ?? 0) - (burst - 1) * gapMs);
  };
  return {
    freeAt: (lanes) => Math.max(0, ...lanes.map(freeAt)),
    used(lanes) {
      for (const lane of lanes) due.set(lane, Math.max(machine(), due.get(lane) ?? 0) + of(lane).gapMs);
      if (due.size > MANY) forgetBefore(due, machine());
    },
    block(lane, ms) {
      blocked.set(lane, Math.max(blocked.get(lane) ?? 0, machine() + ms));
      if (blocked.size > MANY) forgetBefore(blocked, machine());
    },
  };
}

function forgetBefore(lanes: Map<string, number>, now: number): void {
  for (const [lane, at] of lanes) if (at <= now) lanes.delete(lane);
}
