import { describe, expect, it } from '@jest/globals';
import { parsePlaybook } from '../../../src/core/playbook/parse.ts';
import { simulate } from '../../../src/core/release/simulate.ts';
import { loadKit } from '../../../src/engine/load.ts';
import { changed, playbookOf, TINY } from '../../support/kit.ts';

const kit = await loadKit(new URL('../../../src/', import.meta.url));

const simulated = (source: string, from: string, weeks: number): readonly string[] =>
  simulate(playbookOf(parsePlaybook(source, 'tiny.yml', kit)), { now: Date.parse(`${from}T05:00Z`), weeks });

describe('the next weeks of a playbook', () => {
  const lines = simulated(TINY, '2026-03-02', 2);

  it('show what fires when, in its own zone and in UTC, over the clock change', () => {
    expect(lines.filter((line) => line.endsWith('opens'))).toEqual([
      'Thu 2026-03-05 17:00 EST (Thu 22:00 UTC)  weekly opens',
      'Thu 2026-03-12 17:00 EDT (Thu 21:00 UTC)  weekly opens',
    ]);
  });

  it('show phases, who acts and what is due', () => {
    expect(lines).toContain('  Fri 2026-03-06 14:00 EST (Fri 19:00 UTC)  Ship, 15m; lead');
    expect(lines).toContain('    Functional tests; qa; due Fri 2026-03-06 12:00 EST (Fri 17:00 UTC)');
    expect(lines).toContain('  Mon 2026-03-09 14:15 EDT (Mon 18:15 UTC)  follow-up: Review; lead');
  });

  it('show who is behind a role, and what is started by hand', () => {
    expect(lines).toContain('lead: rosa@kars.example; deputies lee@kars.example');
    expect(lines).toContain('By hand only: hotfix, started by lead or qa');
  });

  it('warn of a deploy that its window would refuse', () => {
    const late = simulated(changed(TINY, 'at: Fri 14:00', 'at: Fri 18:00'), '2026-03-02', 1);

    expect(late).toContain(
      '    ! refused at Fri 2026-03-06 18:00 EST (Fri 23:00 UTC): only Fri 13:00-17:00 is allowed; it opens Fri 2026-03-13 13:00 EDT (Fri 17:00 UTC)',
    );
    expect(lines.join()).not.toContain('refused');
  });

  it('warn of a time that does not exist', () => {
    const missing = simulated(changed(TINY, 'Thu 17:00', 'Sun 02:30'), '2026-03-02', 1);

    expect(missing).toContain('  ! 02:30 does not exist on 2026-03-08 in America/New_York: it is 03:00');
  });

  it('warn when the next one fires before the last has ended', () => {
    const slow = changed(TINY, 'budget: 15m', 'budget: 1w').replace(
      'opens: Thu 17:00',
      'opens: Thu 17:00, overlap: wait',
    );

    expect(simulated(slow, '2026-03-02', 2)).toContain(
      '  ! still open when the next one fires: then `overlap: wait` decides',
    );
  });

  it('say so when nothing fires', () => {
    expect(simulated(changed(TINY, 'opens: Thu 17:00, ', ''), '2026-03-02', 2)).toContain(
      'No schedule fires in that time.',
    );
  });
});
