import type { Pull } from '../../github/pulls/pull.ts';
import { problemWith, requiredChecks, rulesFor } from '../../github/rules/rules.ts';
import type { World } from '../../github/world.ts';
import { type Html, html } from '../html.ts';

export interface ShownCheck {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'pending' | 'missing';
  readonly words: string;
  readonly required: boolean;
}

/** What is said about the head of a pull request, and what its base still waits to hear. */
export function checksOf({ reports, ...world }: World, { base, head }: Pull): readonly ShownCheck[] {
  const required = rulesFor({ reports, ...world }, `refs/heads/${base.branch}`).flatMap((rule) =>
    rule.type === 'required_status_checks' ? requiredChecks(rule) : [],
  );
  const isRequired = (name: string): boolean => required.some(({ context }) => context === name);
  const statuses = reports.latest(head.sha).map(({ context, state, description }): ShownCheck => {
    const outcome = state === 'success' ? 'pass' : state === 'pending' ? 'pending' : 'fail';
    return { name: context, outcome, words: description ?? '', required: isRequired(context) };
  });
  const runs = reports.checkRuns(head.sha).map(({ name, status, conclusion }): ShownCheck => {
    const [{ outcome = 'pending' } = {}] = reports.of(head.sha).filter(({ context }) => context === name);
    return { name, outcome, words: (conclusion ?? status).replace('_', ' '), required: isRequired(name) };
  });
  const missing = required
    .filter((check) => problemWith(reports.of(head.sha), check) === 'expected')
    .map(({ context: name }): ShownCheck => ({ name, outcome: 'missing', words: 'not reported yet', required: true }));
  return [...missing, ...statuses, ...runs];
}

const SIGNS = { pass: '✓', fail: '✗', pending: '●', missing: '○' } as const;
const SPOKEN = { pass: 'passed', fail: 'failed', pending: 'running', missing: 'expected' } as const;

export function drawCheck({ name, outcome, words, required }: ShownCheck): Html {
  const mark = required && html` <small>required</small>`;
  return html`<li class="${outcome}"><span role="img" aria-label="${SPOKEN[outcome]}">${SIGNS[outcome]}</span> <b>${name}</b>${mark} <span class="quiet">${words}</span></li>`;
}
