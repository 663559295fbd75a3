import { type Answer, fields, json, list, word } from '../../http.ts';
import { rulesetsFor } from '../rules/rules.ts';
import type { BypassActor, Rule, Ruleset } from '../rules/ruleset.ts';
import { time } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, paged, type Route, required } from './_route.ts';

/** Rulesets, and what they come to for one branch. */
export const rulesets: readonly Route[] = [
  {
    name: 'repos.get-repo-rulesets',
    at: 'GET /rulesets',
    needs: ['metadata', 'read'],
    run: (call, world) =>
      paged(call, [...world.rulesets.values()], (page) => page.map((set) => shortRuleset(world, set))),
  },
  {
    name: 'repos.get-repo-ruleset',
    at: 'GET /rulesets/:id',
    needs: ['metadata', 'read'],
    run: (call, world) => json(200, shownRuleset(world, rulesetOf(call, world), call)),
  },
  { name: 'repos.create-repo-ruleset', at: 'POST /rulesets', needs: ['administration', 'write'], run: create },
  { name: 'repos.update-repo-ruleset', at: 'PUT /rulesets/:id', needs: ['administration', 'write'], run: update },
  {
    name: 'repos.delete-repo-ruleset',
    at: 'DELETE /rulesets/:id',
    needs: ['administration', 'write'],
    run(call, world) {
      const ruleset = rulesetOf(call, world);
      world.rulesets.delete(ruleset.id);
      tellRuleset(world, 'deleted', { ruleset, by: call.by.login });
      return { status: 204, body: '' };
    },
  },
  {
    name: 'repos.get-branch-rules',
    at: 'GET /rules/branches/*branch',
    needs: ['metadata', 'read'],
    run(call, world) {
      // Classic protection is no ruleset, and is not told of here.
      const active = rulesetsFor(world, `refs/heads/${call.params.branch}`).filter(({ id }) => id !== 0);
      const rules = active.flatMap(({ id, rules: all }) =>
        all.map(({ type, parameters }) => ({
          type,
          ...(Object.keys(parameters).length > 0 && { parameters }),
          ruleset_source_type: 'Repository',
          ruleset_source: world.repository.fullName,
          ruleset_id: id,
        })),
      );
      return paged(call, rules);
    },
  },
];

function rulesetOf({ params }: Call, world: World): Ruleset {
  const ruleset = world.rulesets.get(Number(params.id));
  if (!ruleset) throw notFound();
  return ruleset;
}

function create(call: Call, world: World): Answer {
  const at = world.machine();
  const name = required(call, 'name');
  if (call.body.enforcement === undefined) throw invalid('Validation Failed', ['Enforcement is required']);
  const empty = { target: 'branch', enforcement: 'disabled', bypass: [], include: [], exclude: [], rules: [] } as const;
  const ruleset = changed(world, { ...empty, id: world.nextId(), name, createdAt: at, updatedAt: at }, call);
  return answer(world, 'created', { ruleset, call });
}

/** What is left out stays as it was. */
function update(call: Call, world: World): Answer {
  return answer(world, 'edited', { ruleset: changed(world, rulesetOf(call, world), call), call });
}

interface Changed {
  readonly ruleset: Ruleset;
  readonly call: Call;
}

function answer(world: World, action: 'created' | 'edited', { ruleset, call }: Changed): Answer {
  const namesake = [...world.rulesets.values()].some(({ id, name }) => name === ruleset.name && id !== ruleset.id);
  if (namesake) throw invalid('Validation Failed', ['Name must be unique']);
  world.rulesets.set(ruleset.id, ruleset);
  tellRuleset(world, action, { ruleset, by: call.by.login });
  return json(action === 'created' ? 201 : 200, shownRuleset(world, ruleset, call));
}

export function tellRuleset(
  world: World,
  action: string,
  { ruleset, by }: { readonly ruleset: Ruleset; readonly by: string },
): void {
  world.effect('ruleset', `${action} ${ruleset.name} ${ruleset.enforcement}`, by);
  const payload = { action, repository_ruleset: shortRuleset(world, ruleset) };
  world.events.emit({ name: 'repository_ruleset', by, payload });
}

function changed(world: World, ruleset: Ruleset, { body }: Call): Ruleset {
  const { include, exclude } = fields(fields(body.conditions).ref_name);
  const hasConditions = body.conditions !== undefined;
  return {
    ...ruleset,
    updatedAt: world.machine(),
    ...(body.name !== undefined && { name: word(body.name) }),
    ...(body.target !== undefined && { target: body.target === 'tag' ? 'tag' : 'branch' }),
    ...(body.enforcement !== undefined && { enforcement: enforcementOf(body.enforcement) }),
    ...(body.bypass_actors !== undefined && { bypass: list(body.bypass_actors).map(bypassActor) }),
    ...(hasConditions && { include: list(include).map(word), exclude: list(exclude).map(word) }),
    ...(body.rules !== undefined && { rules: list(body.rules).map(rule) }),
  };
}

function enforcementOf(value: unknown): Ruleset['enforcement'] {
  if (value === 'active' || value === 'disabled') return value;
  // Trying rules out is for GitHub Enterprise.
  throw invalid('Validation Failed', ['Enforcement is not included in the list']);
}

function bypassActor(value: unknown): BypassActor {
  const { actor_type: type, actor_id: id, bypass_mode: mode } = fields(value);
  return {
    actor_type: word(type),
    actor_id: typeof id === 'number' ? id : null,
    bypass_mode: word(mode) || 'always',
  };
}

const RULES: ReadonlySet<string> = new Set([
  'creation',
  'update',
  'deletion',
  'non_fast_forward',
  'pull_request',
  'required_status_checks',
  'merge_queue',
  'required_linear_history',
]);

function rule(value: unknown): Rule {
  const { type, parameters } = fields(value);
  if (!RULES.has(word(type))) throw invalid('Validation Failed', [`Invalid rule '${word(type)}'`]);
  return { type: word(type), parameters: fields(parameters) };
}

function shortRuleset({ repository, urls }: World, ruleset: Ruleset): Readonly<Record<string, unknown>> {
  const { id, name, target, enforcement, createdAt, updatedAt } = ruleset;
  return {
    id,
    name,
    target,
    enforcement,
    source_type: 'Repository',
    source: repository.fullName,
    node_id: `RRS_${id}`,
    created_at: time(createdAt),
    updated_at: time(updatedAt),
    _links: {
      self: { href: `${urls.api}/repos/${repository.fullName}/rulesets/${id}` },
      html: { href: `${urls.web}/${repository.fullName}/rules/${id}` },
    },
  };
}

/** Who gets past a rule is only told to those who may change it. */
function shownRuleset(world: World, ruleset: Ruleset, { by }: Call): object {
  const isAdmin = by.can('administration', 'write');
  return {
    ...shortRuleset(world, ruleset),
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules.map(({ type, parameters }) =>
      Object.keys(parameters).length > 0 ? { type, parameters } : { type },
    ),
    ...(isAdmin && { bypass_actors: ruleset.bypass }),
    current_user_can_bypass: isAdmin ? 'always' : 'never',
  };
}
