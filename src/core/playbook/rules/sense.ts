import { listed, nearest } from '../../text.ts';
import { OWN_PLACEHOLDERS, PLACEHOLDERS, placeholdersOf } from '../fill.ts';
import type { Phase, Playbook, Step } from '../playbook.ts';
import { keysOf } from '../read/installed.ts';
import { notYet } from '../read/issues.ts';
import { LATER_PLACEHOLDERS } from '../read/later.ts';
import { isMapping, type Place } from '../read/place.ts';
import type { Reading } from '../read/reading.ts';
import { SHIPPED_MESSAGES } from '../shipped-messages.ts';
import type { Names } from './names.ts';

/** What is right by itself and wrong together. */
export function checkSense(
  playbook: Playbook,
  file: Place,
  { reading, names }: { reading: Reading; names: Names },
): void {
  checkDoubleNames(file, reading, names);
  checkRoleCircles(playbook, file);
  checkMessages(file, reading);
  checkPlaceholders(playbook, reading, names);
  checkTargetNames(file, reading, names);
  checkSinceLive(playbook, file);
  const rollback = playbook.rollback?.phases ?? [];
  for (const step of [...playbook.phases, ...rollback].flatMap(stepsOf)) checkStep(step, playbook, reading);
}

function stepsOf(phase: Phase): readonly Step[] {
  return phase.steps.flatMap((step) => [step, ...step.steps]);
}

function checkStep(step: Step, playbook: Playbook, reading: Reading): void {
  const place = reading.steps.get(step.id);
  if (step.kind === 'freeze' && !playbook.freeze) {
    place?.refuse('nothing says which branches it closes: add `freeze: { branches: [work] }`', 'freeze');
  }
  if (step.onFail === 'rollback' && !playbook.rollback) {
    place?.refuse('there is no `rollback` in this playbook to go on with', 'on-fail');
  }
}

/** Roles, checks, steps and messages share one set of names, since a line may be answered by any of them. */
function checkDoubleNames(file: Place, reading: Reading, names: Names): void {
  for (const check of names.check) {
    if (names.role.has(check)) file.refuse(`\`${check}\` is a role, too: one set of names for both`, 'checks', check);
  }
  for (const key of isMapping(file.raw) ? keysOf(file.raw.messages) : []) {
    const name = key.split('/')[0] ?? key;
    const other = names.role.has(name) ? 'role' : names.check.has(name) ? 'check' : undefined;
    if (other) file.refuse(`\`${name}\` is a ${other}, too: one set of names for both`, 'messages', key);
  }
  for (const [id, place] of reading.steps) {
    const other = (['role', 'check', 'message'] as const).find((kind) => names[kind].has(id));
    if (other) place.refuse(`\`${id}\` is a ${other}, too: give the step another id`, 'id');
  }
}

function checkRoleCircles({ roles }: Playbook, file: Place): void {
  for (const [name, role] of Object.entries(roles)) {
    const seen = [name];
    for (let next = role.role; next !== undefined && roles[next]; next = roles[next]?.role) {
      if (next === name) {
        file.refuse(`\`${[...seen, name].join('` is `')}\`: a circle`, 'roles', name, 'role');
        break;
      }
      if (seen.includes(next)) break;
      seen.push(next);
    }
  }
}

/** A message of one's own that no step announces is a misspelt name. */
function checkMessages(file: Place, reading: Reading): void {
  const announced = new Set(reading.references.filter(({ to }) => to === 'message').map(({ name }) => name));
  for (const key of isMapping(file.raw) ? keysOf(file.raw.messages) : []) {
    const name = key.split('/')[0] ?? key;
    if (Object.hasOwn(SHIPPED_MESSAGES, name) || announced.has(name)) continue;
    const near = nearest(name, Object.keys(SHIPPED_MESSAGES));
    const hint = near ? `did you mean \`${near}\`?` : `add a step \`- announce: ${name}\``;
    file.refuse(`nothing sends \`${name}\`: ${hint}`, 'messages', key);
  }
}

function checkPlaceholders({ tags }: Playbook, { templates }: Reading, names: Names): void {
  const known = new Set([...Object.keys(PLACEHOLDERS), ...[...names.target].map((target) => `${target}.url`)]);
  for (const { place, text, own } of templates) {
    for (const word of placeholdersOf(text)) {
      if (word === 'tag' && tags.production === undefined) {
        place.refuse('nothing says what `<tag>` is: add `tags: { production: v<version> }`');
      } else if (!known.has(word) && !own.includes(word)) {
        place.refuse(placeholderProblem(word, [...known, ...own]));
      }
    }
  }
}

function placeholderProblem(word: string, known: readonly string[]): string {
  if (LATER_PLACEHOLDERS.includes(word)) return notYet(`<${word}>`, 'write what it stands for');
  const owner = Object.entries(OWN_PLACEHOLDERS).find(([, words]) => Object.hasOwn(words, word))?.[0];
  if (owner !== undefined) return `\`<${word}>\` is known in \`${owner}\` only`;
  const near = nearest(word, known);
  return `nothing fills \`<${word}>\`: ${near ? `did you mean \`<${near}>\`?` : `known are ${listed(known)}`}`;
}

/** `ci/lint` must not be read as a check of a target. */
function checkTargetNames(file: Place, { kit }: Reading, names: Names): void {
  for (const target of names.target) {
    if (kit.checks.get(target)?.comesWith !== 'repository') continue;
    file.refuse(`\`${target}/…\` are checks of the repository: give the target another name`, 'targets', target);
  }
}

/** Checks of what is new, which is what came after the tag of the version that is live. */
const SINCE_LIVE = ['commits', 'reviews'];

function checkSinceLive({ checks, tags }: Playbook, file: Place): void {
  if (tags.production !== undefined) return;
  for (const { name, kind } of Object.values(checks).filter((check) => SINCE_LIVE.includes(check.kind))) {
    const message = 'nothing tells which version is live, and so what is new: add `tags: { production: v<version> }`';
    file.refuse(message, 'checks', name, kind);
  }
}
