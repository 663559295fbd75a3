import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** Everything that could look at the zone of the host, over both clock changes of New York and those of the hosts. */
const SCRIPT = `
  import { nextOccurrence } from './src/core/time/calendar.ts';
  import { resolveAt, resolveDue } from './src/core/time/moment.ts';
  import { nextInside } from './src/core/time/span.ts';
  import { formatLocal, toInstant, toLocal } from './src/core/time/zone.ts';
  const zone = 'America/New_York';
  const found = [];
  for (const day of ['2026-03-06', '2026-03-07', '2026-03-08', '2026-10-30', '2026-10-31', '2026-11-01']) {
    const noon = Date.parse(day + 'T12:00Z');
    for (const time of ['01:30', '02:00', '02:30', '03:00']) found.push(toInstant(day + 'T' + time, zone));
    for (const text of ['Sun 02:30', 'Sun 01:30', '30 2 * * *', 'monthly 8 02:30']) found.push(nextOccurrence(text, zone, noon));
    for (const text of ['Sun 02:30', 'week 2 Mon 09:00']) found.push(resolveAt(text, zone, noon));
    for (const text of ['3d', '1d 10:00', '2h']) found.push(resolveDue(text, zone, noon));
    found.push(nextInside('Sun 02:00-04:00', zone, noon), toLocal(noon, zone));
  }
  // Days on which hosts elsewhere change their clocks.
  for (const day of ['2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-03-08']) {
    for (let hour = 0; hour < 24; hour++) {
      const at = Date.parse(day) + hour * 3_600_000 + 1_800_000;
      found.push(toLocal(at, zone), formatLocal(at, zone), toInstant(toLocal(at, zone), zone), toLocal(at, 'Etc/UTC'));
    }
  }
  console.log(JSON.stringify(found));
`;

const under = (TZ: string): string =>
  execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', SCRIPT], {
    env: { TZ },
    encoding: 'utf8',
  });

it('times are the same wherever the machine stands', () => {
  const expected = under('UTC');

  expect(JSON.parse(expected).length).toBeGreaterThan(500);
  for (const zone of ['America/New_York', 'Europe/Prague', 'Pacific/Apia', 'Australia/Lord_Howe']) {
    expect({ zone, same: under(zone) === expected }).toEqual({ zone, same: true });
  }
});
