import { APP } from '../../github/logins.ts';
import { requiredChecks } from '../../github/rules/rules.ts';
import type { BypassActor, Rule, Ruleset } from '../../github/rules/ruleset.ts';
import type { World } from '../../github/world.ts';
import { fields } from '../../http.ts';
import { html } from '../html.ts';
import { branchMark, type Drawn, doButton } from './drawn.ts';

/** Newest first: a freeze stands above what holds all year. */
export function rulesetShelf({ rulesets }: World): readonly Drawn[] {
  return [...rulesets.values()].reverse().map(drawRuleset);
}

function drawRuleset({ id, name, enforcement, include, rules, bypass }: Ruleset): Drawn {
  const isOn = enforcement === 'active';
  const turn = isOn
    ? doButton('Switch it off by hand', 'ruleset', { id, enforcement: 'disabled' }, 'small danger')
    : doButton('Switch it on', 'ruleset', { id, enforcement: 'active' });
  const drawn = html`<article class="card" aria-label="Ruleset ${name}">
    <p class="app-head"><b>${name}</b><span class="state ${isOn ? '' : 'quiet'}">${enforcement}</span></p>
    <p class="rules">${include.map((pattern) => html`${branchMark(pattern.replace('refs/heads/', ''))} `)}${rules.map(ruleWords).join(' · ')}</p>
    ${bypass.length > 0 && html`<p class="quiet">Gets past it: ${bypass.map(actorWords).join(', ')}</p>`}
    <div class="row">${turn}</div>
  </article>`;
  return { key: `ruleset-${id}`, html: String(drawn) };
}

const RULES: Readonly<Record<string, string>> = {
  creation: 'nobody creates it',
  update: 'nobody updates it',
  deletion: 'nobody deletes it',
  non_fast_forward: 'nobody rewrites it',
  merge_queue: 'only through the merge queue',
};

function ruleWords(rule: Rule): string {
  const { type, parameters } = rule;
  if (type === 'required_status_checks') {
    return `requires ${requiredChecks(rule)
      .map(({ context }) => context)
      .join(', ')}`;
  }
  if (type !== 'pull_request') return RULES[type] ?? type;
  const count = Number(fields(parameters).required_approving_review_count ?? 0);
  return count === 0 ? 'only by pull request' : `only by pull request, with ${count} approval${count === 1 ? '' : 's'}`;
}

const ROLES: Readonly<Record<number, string>> = { 2: 'maintainers', 4: 'everybody who may write', 5: 'administrators' };

function actorWords({ actor_type: type, actor_id: id }: BypassActor): string {
  if (type === 'Integration') return id === APP.id ? APP.login : `App ${id}`;
  if (type === 'OrganizationAdmin') return 'administrators of the organization';
  return type === 'RepositoryRole' ? (ROLES[id ?? 0] ?? `role ${id}`) : `${type} ${id}`;
}
