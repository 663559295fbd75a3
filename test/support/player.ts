import type { AnswerOption } from '../../src/core/release/ask.ts';
import { isEnded, type StepState } from '../../src/core/release/release.ts';
import type { Workshop } from './workshop.ts';

/** Who has which role in the KARS playbook. */
const PEOPLE: Readonly<Record<string, string>> = {
  lead: 'Urosa',
  qa: 'Uquinn',
  devops: 'Udevon',
  product: 'Upaula',
  'team-lead': 'Ulee',
  commander: 'Uigor',
  anyone: 'Udana',
};

/** Answers that a contented person gives. */
const YES = new Set([
  'give',
  'tick',
  'done',
  'answer',
  'here',
  'deployed',
  'stopped',
  '@retry',
  '@go',
  '@yes',
  'well',
  'use',
]);

/** Answers everything that is asked with yes, as somebody who may. False when nothing was asked. */
export async function sayYesOnce(workshop: Workshop): Promise<boolean> {
  const view = await workshop.release();
  for (const run of view.runs.filter(({ status }) => status === 'running')) {
    for (const step of run.steps.filter((each) => each.ask && !isEnded(each.status))) {
      const option = openOption(step);
      if (!option) continue;
      const fields = Object.fromEntries(
        (option.fields ?? []).map(({ name, options, kind }) => [
          name,
          options?.[0]?.value ?? (kind === 'link' ? 'https://kars.example/evidence' : 'as planned'),
        ]),
      );
      const item = option.item === undefined ? {} : { item: option.item };
      await workshop.answer(step.id, { verb: option.verb, by: personFor(option), fields, run: run.id, ...item });
      return true;
    }
  }
  return false;
}

export async function sayYes(workshop: Workshop): Promise<void> {
  await workshop.settle();
  while (await sayYesOnce(workshop));
}

function openOption(step: StepState): AnswerOption | undefined {
  return step.ask?.answers.find(({ verb, item }) => {
    const state = step.ask?.items?.find(({ key }) => key === item)?.state ?? 'open';
    return YES.has(verb) && state === 'open';
  });
}

export function personFor({ of }: Pick<AnswerOption, 'of'>): string {
  const person = of.map((role) => PEOPLE[role]).find((id) => id !== undefined);
  if (person === undefined) throw new Error(`nobody has a role of ${of}`);
  return person;
}
