import { appliesTo } from '../playbook/for-type.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { listed } from '../text.ts';
import { nextOccurrence } from '../time/calendar.ts';
import { resolveDue } from '../time/moment.ts';
import { planRelease } from './open-plan.ts';
import { simulateSteps } from './simulate-steps.ts';
import { behind, bothZones, rolesOf } from './simulate-words.ts';

const WEEK = 604_800_000;

/**
 * The next weeks of a playbook as a calendar, in plain text: what fires when, in its own zone and in UTC, who acts, what
 * is due, and what would be in the way. Times of phases without `at` are what the budgets before them add up to.
 */
export function simulate(playbook: Playbook, { now, weeks }: { now: number; weeks: number }): readonly string[] {
  const until = now + weeks * WEEK;
  const slots = slotsOf(playbook, now, until);
  const zone = playbook.timezone;
  return [
    `${playbook.title} (${playbook.playbook}), ${zone}`,
    `${weeks} weeks from ${bothZones(now, zone)}`,
    ...byHand(playbook),
    ...Object.keys(playbook.roles).map((name) => `${name}: ${behind(name, playbook)}`),
    ...(slots.length === 0 ? ['', 'No schedule fires in that time.'] : []),
    ...slots.flatMap((slot, index) => ['', ...openRelease(playbook, slot, slots[index + 1]?.at)]),
  ];
}

interface Slot {
  readonly type: string;
  readonly at: number;
  readonly note?: string;
}

function slotsOf(playbook: Playbook, now: number, until: number): readonly Slot[] {
  const slots: Slot[] = [];
  for (const [type, { opens }] of Object.entries(playbook.types)) {
    if (opens === undefined) continue;
    let next = nextOccurrence(opens, playbook.timezone, now);
    while (next.at <= until) {
      slots.push({ type, ...next });
      next = nextOccurrence(opens, playbook.timezone, next.at);
    }
  }
  return slots.sort((a, b) => a.at - b.at);
}

function byHand(playbook: Playbook): readonly string[] {
  return Object.entries(playbook.types)
    .filter(([, { opens }]) => opens === undefined)
    .map(([name, { mayStart }]) => `By hand only: ${name}, started by ${listed(mayStart, 'or')}`);
}

function openRelease(playbook: Playbook, slot: Slot, following: number | undefined): readonly string[] {
  const zone = playbook.timezone;
  const type = playbook.types[slot.type];
  const { lines, end } = simulateSteps(planRelease(playbook, slot.type, slot.at));
  const overlap = following !== undefined && end > following;
  return [
    `${bothZones(slot.at, zone)}  ${slot.type} opens`,
    ...(slot.note === undefined ? [] : [`  ! ${slot.note}`]),
    ...lines,
    `  about ${bothZones(end, zone)}  the end`,
    ...(overlap ? [`  ! still open when the next one fires: then \`overlap: ${type?.overlap}\` decides`] : []),
    ...followUps(playbook, slot.type, end),
  ];
}

function followUps(playbook: Playbook, type: string, end: number): readonly string[] {
  const own = playbook.types[type];
  return playbook.followUps
    .filter((followUp) => own && followUp.after === 'release' && appliesTo(followUp, own))
    .map(({ title, due, owner, with: invited }) => {
      const at = resolveDue(due, playbook.timezone, end).at;
      return `  ${bothZones(at, playbook.timezone)}  follow-up: ${title}; ${rolesOf([owner, ...invited])}`;
    });
}
