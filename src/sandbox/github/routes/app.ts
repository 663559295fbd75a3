import { fields, json } from '../../http.ts';
import { APP } from '../logins.ts';
import type { Rights } from '../rights.ts';
import { shownRepository, shownUser, time } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, notFound, Refusal, type Route } from './_route.ts';

/** The GitHub App, its installation, and who a token belongs to. */
export const app: readonly Route[] = [
  {
    name: 'apps.get-authenticated',
    at: 'GET //app',
    run(call, world) {
      onlyApp(call);
      return json(200, {
        id: APP.id,
        slug: APP.slug,
        name: 'Shipmate',
        owner: shownUser(world.repository.owner),
        permissions: granted(world.access.rights.app),
        events: [],
        html_url: `${world.urls.web}/apps/${APP.slug}`,
      });
    },
  },
  {
    name: 'apps.get-repo-installation',
    at: 'GET /installation',
    run(call, world) {
      onlyApp(call);
      return json(200, shownInstallation(world));
    },
  },
  {
    name: 'apps.list-installations',
    at: 'GET //app/installations',
    run(call, world) {
      onlyApp(call);
      return json(200, [shownInstallation(world)]);
    },
  },
  {
    name: 'apps.get-installation',
    at: 'GET //app/installations/:id',
    run(call, world) {
      onlyApp(call);
      if (call.params.id !== String(APP.installation)) throw notFound();
      return json(200, shownInstallation(world));
    },
  },
  {
    name: 'apps.create-installation-access-token',
    at: 'POST //app/installations/:id/access_tokens',
    run(call, world) {
      onlyApp(call);
      if (call.params.id !== String(APP.installation)) throw notFound();
      const asked = fields(call.body.permissions);
      const tooMuch = Object.entries(asked).some(([name, level]) => isMore(world.access.rights.app, name, level));
      if (tooMuch) throw new Refusal(422, 'The permissions requested are not granted to this installation.');
      const { token, expiresAt, rights } = world.access.mint(asked);
      const repositories = call.body.repositories ? [shownRepository(world)] : undefined;
      return json(201, {
        token,
        expires_at: time(expiresAt),
        permissions: granted(rights),
        repository_selection: repositories ? 'selected' : 'all',
        ...(repositories && { repositories }),
      });
    },
  },
  {
    name: 'users.get-authenticated',
    at: 'GET //user',
    run({ by }) {
      if (by.kind !== 'user') throw new Refusal(403, 'Resource not accessible by integration');
      return json(200, shownUser(by.login));
    },
  },
];

function onlyApp({ by }: Call): void {
  if (by.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
}

function shownInstallation({ access, repository, urls }: World): object {
  return {
    id: APP.installation,
    app_id: APP.id,
    app_slug: APP.slug,
    account: { login: repository.owner, id: 900, type: 'Organization' },
    target_type: 'Organization',
    repository_selection: 'all',
    permissions: granted(access.rights.app),
    events: [],
    suspended_at: null,
    html_url: `${urls.web}/organizations/${repository.owner}/settings/installations/${APP.installation}`,
  };
}

function granted(rights: Rights): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(rights).filter(([, level]) => level !== 'none'));
}

function isMore(has: Rights, name: string, level: unknown): boolean {
  const own = Object.entries(has).find(([right]) => right === name)?.[1] ?? 'none';
  return own === 'none' || (level === 'write' && own !== 'write');
}
