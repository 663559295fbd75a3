import { fields, word } from '../../http.ts';
import { APP_ID, BOT, TEAM } from '../people.ts';
import { viewProblems } from '../view-rules.ts';
import type { OpenView, Workspace } from '../workspace.ts';
import { type Args, type Method, Refusal, required } from './_method.ts';
import { withIds } from './chat.ts';

const MOST_STACKED = 3;

export const views: Readonly<Record<string, Method>> = {
  'views.open': {
    tier: 4,
    token: 'bot',
    run(args, { workspace, triggers }) {
      const view = viewOf(args);
      const user = triggers.use(required(args, 'trigger_id'));
      return { view: viewAsSlack(openView(workspace, user, view)) };
    },
  },

  'views.push': {
    tier: 4,
    token: 'bot',
    run(args, { workspace, triggers }) {
      const view = viewOf(args);
      const user = triggers.use(required(args, 'trigger_id'));
      return { view: viewAsSlack(pushView(workspace, user, view)) };
    },
  },

  'views.update': {
    tier: 4,
    token: 'bot',
    run(args, { workspace }) {
      const view = viewOf(args);
      const old = findView(args, workspace);
      const hash = word(args.hash);
      if (hash !== '' && hash !== old.hash) throw new Refusal('hash_conflict');
      return { view: viewAsSlack(updateView(workspace, old, view)) };
    },
  },
};

/** Puts a modal in front of a person, in the place of whatever was there. */
export function openView(workspace: Workspace, user: string, view: OpenView['view']): OpenView {
  const fresh = newView(workspace, { user, view, below: undefined });
  workspace.setViews(user, [fresh]);
  return fresh;
}

export function pushView(workspace: Workspace, user: string, view: OpenView['view']): OpenView {
  const stack = workspace.views(user);
  const below = stack.at(-1);
  if (!below) throw new Refusal('not_found');
  if (stack.length >= MOST_STACKED) throw new Refusal('push_limit_reached');
  const fresh = newView(workspace, { user, view, below });
  workspace.setViews(user, [...stack, fresh]);
  return fresh;
}

export function updateView(workspace: Workspace, old: OpenView, view: OpenView['view']): OpenView {
  const fresh = { ...old, hash: workspace.id('h'), view };
  workspace.setViews(
    old.user,
    workspace.views(old.user).map((other) => (other.id === old.id ? fresh : other)),
  );
  return fresh;
}

/** Checks a view and names what the app left unnamed. */
export function acceptView(given: unknown): OpenView['view'] {
  const problems = viewProblems(given);
  if (problems.length > 0) throw new Refusal('invalid_arguments', problems);
  const view = fields(given);
  return { ...view, blocks: withIds(Array.isArray(view.blocks) ? view.blocks.map(fields) : []) };
}

/** A view as Slack's API and payloads tell of it. `values` is what the person has filled in. */
export function viewAsSlack(open: OpenView, values: unknown = {}): Readonly<Record<string, unknown>> {
  const empty = { private_metadata: '', callback_id: '', external_id: '', submit: null, close: null };
  return {
    ...empty,
    clear_on_close: false,
    notify_on_close: false,
    ...open.view,
    id: open.id,
    hash: open.hash,
    root_view_id: open.rootId,
    previous_view_id: open.previousId ?? null,
    state: { values },
    team_id: TEAM.id,
    app_id: APP_ID,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.id,
  };
}

interface Place {
  readonly user: string;
  readonly view: OpenView['view'];
  readonly below: OpenView | undefined;
}

function newView(workspace: Workspace, { user, view, below }: Place): OpenView {
  const id = workspace.id('V');
  return { id, rootId: below?.rootId ?? id, previousId: below?.id, hash: workspace.id('h'), user, view };
}

function viewOf(args: Args): OpenView['view'] {
  return acceptView(args.view);
}

function findView(args: Args, workspace: Workspace): OpenView {
  const external = word(args.external_id);
  const found = external
    ? workspace.people.flatMap(({ id }) => workspace.views(id)).find(({ view }) => view.external_id === external)
    : workspace.view(required(args, 'view_id'));
  if (!found) throw new Refusal('not_found');
  return found;
}
