import { type Answer, json } from '../http.ts';

const PER_HOUR = 5000;
const HOUR_MS = 3_600_000;
const POINTS_PER_MINUTE = 900;
const MINUTE_MS = 60_000;
const WRITE_POINTS = 5;

/** GitHub's limits: so many calls in an hour, and so many points in a minute, of which a write costs five. */
export interface Limits {
  /** The refusal when it is too much; else the call is counted. */
  ask(isRead: boolean): Answer | undefined;
  headers(): Readonly<Record<string, string>>;
}

export function createLimits(machine: () => number, isOn: boolean): Limits {
  let hour = { from: machine(), used: 0 };
  let minute = { from: machine(), points: 0 };

  function renew(): void {
    const now = machine();
    if (now - hour.from >= HOUR_MS) hour = { from: now, used: 0 };
    if (now - minute.from >= MINUTE_MS) minute = { from: now, points: 0 };
  }

  function ask(isRead: boolean): Answer | undefined {
    renew();
    const points = isRead ? 1 : WRITE_POINTS;
    if (isOn && hour.used >= PER_HOUR) {
      return json(403, { message: 'API rate limit exceeded for installation.' });
    }
    if (isOn && minute.points + points > POINTS_PER_MINUTE) {
      const seconds = Math.ceil((minute.from + MINUTE_MS - machine()) / 1000);
      const message = 'You have exceeded a secondary rate limit. Wait a few minutes before you try again.';
      return json(403, { message }, { 'retry-after': String(seconds) });
    }
    hour.used += 1;
    minute.points += points;
    return undefined;
  }

  return {
    ask,
    headers: () => ({
      'x-ratelimit-limit': String(PER_HOUR),
      'x-ratelimit-remaining': String(isOn ? Math.max(0, PER_HOUR - hour.used) : PER_HOUR),
      'x-ratelimit-used': String(hour.used),
      'x-ratelimit-reset': String(Math.ceil((hour.from + HOUR_MS) / 1000)),
      'x-ratelimit-resource': 'core',
    }),
  };
}
