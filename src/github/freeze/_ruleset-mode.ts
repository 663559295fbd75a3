import type { Freeze, Guard, Proof } from '../../core/repository/guard.ts';
import { listed } from '../../core/text.ts';
import type { Api } from '../api.ts';
import { type BranchRule, branchRules } from '../branch-rules.ts';
import { type Actor, isSame, named, ourselves, written } from './_bypass.ts';
import { changeOwn, createOwn, findOwn, type OwnRuleset, readOwn, rulesetName } from './_own-ruleset.ts';

/** What tells one mode with a ruleset of ours from the other. */
export interface RulesetMode {
  rules(freeze: Freeze): readonly object[];
  /** Whether what is in force for a branch closes it. */
  holds(rules: readonly BranchRule[], freeze: Freeze, ruleset: number): boolean;
  /** What is weak about it in any case. */
  readonly weakness: readonly string[];
}

/**
 * Closes by a ruleset of our own. It is switched off rather than removed, so that the next freeze is one call, which does
 * not depend on the number of pull requests. Nothing is believed that was not read back.
 */
export function rulesetMode(api: Api, mode: RulesetMode): Guard {
  const see = async (freeze: Freeze, own: Promise<OwnRuleset | undefined>): Promise<Seen> => {
    const [ruleset, ...rules] = await Promise.all([own, ...freeze.branches.map((branch) => branchRules(api, branch))]);
    const isOpen = (_branch: string, index: number): boolean =>
      ruleset === undefined || !mode.holds(rules[index] ?? [], freeze, ruleset.id);
    return { freeze, own: ruleset, open: freeze.branches.filter(isOpen) };
  };

  const prove = async (seen: Seen, us: Actor): Promise<Proof> => {
    const { own, open } = seen;
    const actors = own?.bypass ?? [];
    const letsUs = actors.some((actor) => isSame(actor, us));
    const others = await named(
      api,
      actors.filter((actor) => !isSame(actor, us)),
    );
    const isClosed = own?.enforcement === 'active' && open.length === 0;
    return {
      closed: isClosed,
      ...placeOf(own),
      bypass: [...(letsUs ? ['Shipmate'] : []), ...others],
      warnings: [...problemsOf(seen), ...(isClosed ? [...passersOf(own, { letsUs, others }), ...mode.weakness] : [])],
    };
  };

  return {
    async close(freeze) {
      const us = await ourselves(api);
      const body = bodyOf(freeze, mode.rules(freeze), us);
      const id = (await changeOwn(api, freeze, body)) ?? (await createOwn(api, body));
      return prove(await see(freeze, readOwn(api, id)), us);
    },

    async open(freeze) {
      const id = await changeOwn(api, freeze, { enforcement: 'disabled' });
      const { own, open } = await see(freeze, id === undefined ? Promise.resolve(undefined) : readOwn(api, id));
      const shut = own ? freeze.branches.filter((branch) => !open.includes(branch)) : [];
      const warnings = shut.map((branch) => `GitHub still keeps \`${branch}\` closed`);
      return { closed: own?.enforcement === 'active' || shut.length > 0, ...placeOf(own), bypass: [], warnings };
    },

    async look(freeze) {
      const us = await ourselves(api);
      return prove(await see(freeze, findOwn(api, freeze)), us);
    },
  };
}

/** What GitHub says a moment after it was told. */
interface Seen {
  readonly freeze: Freeze;
  readonly own: OwnRuleset | undefined;
  /** Branches that no rule of ours closes. */
  readonly open: readonly string[];
}

function bodyOf({ playbook, branches }: Freeze, rules: readonly object[], us: Actor): object {
  return {
    name: rulesetName(playbook),
    enforcement: 'active',
    bypass_actors: [written(us)],
    conditions: { ref_name: { include: branches.map((branch) => `refs/heads/${branch}`), exclude: [] } },
    rules,
  };
}

const placeOf = (own: OwnRuleset | undefined) =>
  own === undefined ? {} : { rule: own.id, ...(own.url !== undefined && { url: own.url }) };

function problemsOf({ freeze, own, open }: Seen): readonly string[] {
  if (!own) return [`GitHub has no ruleset \`${rulesetName(freeze.playbook)}\` any more`];
  if (own.enforcement !== 'active') return [`somebody has set the ruleset of the freeze to \`${own.enforcement}\``];
  return open.map((branch) => `GitHub does not keep \`${branch}\` closed, though the ruleset of the freeze is active`);
}

function passersOf({ bypass }: OwnRuleset, { letsUs, others }: { letsUs: boolean; others: readonly string[] }) {
  if (!bypass) return ['GitHub does not tell Shipmate who gets past the ruleset of the freeze: look at it there'];
  return [
    ...(others.length > 0 ? [`these can merge in spite of the freeze: ${listed(others)}`] : []),
    ...(letsUs ? [] : ['the ruleset does not let Shipmate itself past, so that its own merges will be refused']),
  ];
}
