import { fillText } from '../core/playbook/fill.ts';
import type { Ask } from '../core/release/ask.ts';
import type { Wait } from '../core/release/move.ts';
import type { ReleaseRecord } from '../core/store.ts';
import { plainValues } from './values.ts';

/** What `<word>` stands for in the titles and questions of a release. Plain text. */
export function wordsOf(release: Omit<ReleaseRecord, 'seq' | 'head'>): Readonly<Record<string, string>> {
  const { plan, summary, id } = release;
  return { ...plainValues(plan.playbook, release), summary: summary || 'no summary', release: id };
}

/** Fills the placeholders that the playbook wrote into what people are asked. */
export function filledWait(wait: Wait, words: Readonly<Record<string, string>>): Wait {
  const fill = (text: string): string => fillText(text, words);
  return { ...wait, why: fill(wait.why), ...(wait.ask && { ask: filledAsk(wait.ask, fill) }) };
}

function filledAsk(ask: Ask, fill: (text: string) => string): Ask {
  return {
    ...ask,
    question: fill(ask.question),
    ...(ask.items && { items: ask.items.map((item) => ({ ...item, title: fill(item.title) })) }),
    answers: ask.answers.map((answer) => ({ ...answer, label: fill(answer.label) })),
  };
}
