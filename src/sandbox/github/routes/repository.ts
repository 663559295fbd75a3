import { json } from '../../http.ts';
import { ACCOUNTS, accountOf } from '../logins.ts';
import { isEnough, type Level, type Right } from '../rights.ts';
import { shownRepository, shownUser } from '../shown.ts';
import { type Call, notFound, paged, type Route } from './_route.ts';

/** The repository itself, and who may do what in it. */
export const repository: readonly Route[] = [
  {
    name: 'repos.get',
    at: 'GET /',
    needs: ['metadata', 'read'],
    run: (call, world) => json(200, { ...shownRepository(world), ...permissionsOf(call) }),
  },
  {
    name: 'repos.list-collaborators',
    at: 'GET /collaborators',
    needs: ['metadata', 'read'],
    run: (call) =>
      paged(
        call,
        ACCOUNTS.map(({ login, role }) => ({ ...shownUser(login), role_name: role })),
      ),
  },
  {
    name: 'repos.check-collaborator',
    at: 'GET /collaborators/:login',
    needs: ['metadata', 'read'],
    run({ params }) {
      if (!ACCOUNTS.some(({ login }) => login === params.login)) throw notFound();
      return { status: 204, body: '' };
    },
  },
  {
    name: 'repos.get-collaborator-permission-level',
    at: 'GET /collaborators/:login/permission',
    needs: ['metadata', 'read'],
    run({ params }) {
      const { login, role } = accountOf(params.login ?? '');
      const permission = role === 'maintain' ? 'write' : role;
      return json(200, { permission, role_name: role, user: shownUser(login) });
    },
  },
];

/** Only people are told what they may do; an App knows it from its installation. */
function permissionsOf({ by }: Call): object {
  if (by.kind !== 'user') return {};
  const has = (right: Right, level: Level): boolean => isEnough(by.can(right, level) ? level : 'none', level);
  return {
    permissions: {
      admin: has('administration', 'write'),
      maintain: accountOf(by.login).role !== 'write',
      push: has('contents', 'write'),
      triage: true,
      pull: has('contents', 'read'),
    },
  };
}
