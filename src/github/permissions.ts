import { z } from 'zod';
import { messageWithFix } from '../core/errors.ts';
import type { Examination, HostDoctor } from '../core/host-doctor.ts';
import { listed } from '../core/text.ts';
import type { Api } from './api.ts';
import type { Connections } from './connections.ts';
import { type Need, needsOf, RIGHT_KEYS, type Right } from './needs.ts';

export interface DoctorParts {
  readonly connections: Connections;
  api(repository: string): Api;
}

/** An App is told what it was granted. Of a token only some of it can be seen, and that the rest can't is said. */
export function createHostDoctor({ connections, api }: DoctorParts): HostDoctor {
  return examining(async (needs, repository) => {
    const granted = await connections.granted(repository);
    if (granted) return { problems: lackingInApp(needs, granted, repository), notes: [] };
    return examineToken(needs, api(repository));
  });
}

/** Of a Shipmate that nothing connects to GitHub. */
export function createUnconnectedDoctor(): HostDoctor {
  return examining(async (needs) => ({
    problems: [
      `nothing connects to GitHub, which ${whyOf(needs)} needs: set \`GITHUB_APP_ID\` and \`GITHUB_APP_PRIVATE_KEY\`, or \`GITHUB_TOKEN\``,
    ],
    notes: [],
  }));
}

function examining(examine: (needs: readonly Need[], repository: string) => Promise<Examination>): HostDoctor {
  return {
    async examine(playbook) {
      const needs = needsOf(playbook);
      if (needs.length === 0) return { problems: [], notes: [] };
      const of = (line: string): string => `${playbook.playbook}: ${line}`;
      const { problems, notes } = await examine(needs, playbook.repository).catch(unknowable);
      return { problems: problems.map(of), notes: notes.map(of) };
    },
  };
}

/** What can't be known is no good news. */
function unknowable(error: unknown): Examination {
  return { problems: [messageWithFix(error)], notes: [] };
}

const whyOf = (needs: readonly Need[]): string => listed([...new Set(needs.flatMap(({ why }) => why))]);

type Granted = Readonly<Record<string, string>>;

export function lackingInApp(needs: readonly Need[], granted: Granted, repository: string): readonly string[] {
  return needs
    .filter(({ right, level }) => !isEnough(granted[RIGHT_KEYS[right]], level))
    .map(
      ({ right, level, why }) =>
        `the GitHub App lacks \`${right}: ${level}\` in \`${repository}\`, which ${listed(why)} needs: add it to the permissions of the App, and accept it where it is installed`,
    );
}

const isEnough = (has: string | undefined, level: Need['level']): boolean =>
  has === 'admin' || has === 'write' || (has === 'read' && level === 'read');

const Seen = z.object({ permissions: z.object({ admin: z.boolean(), push: z.boolean() }) });

/** What the account behind the token may do, which scopes it has when it is a classic one, and whether it reads what it should. */
async function examineToken(needs: readonly Need[], api: Api): Promise<Examination> {
  const { permissions } = await api.read('GET /repos/{owner}/{repo}', {}, Seen);
  const scopes = await api.scopes();
  const lacking = needs.filter(({ right, level }) => level === 'write' && !permissions[roleFor(right)]);
  const held = needs.filter((need) => !lacking.includes(need));
  const refused = await Promise.all(held.map((need) => probe(need, api)));
  const repository = `${api.owner}/${api.repo}`;
  return {
    problems: [...lacking.map((need) => lackingRole(need, repository)), ...lackingScope(scopes), ...refused.flat()],
    notes: scopes ? [] : unseen(held),
  };
}

const lackingScope = (scopes: readonly string[] | undefined): readonly string[] =>
  !scopes || scopes.includes('repo') || scopes.includes('public_repo')
    ? []
    : ['the token lacks the scope `repo` (`public_repo` is enough for a public repository)'];

/** A fine-grained token shows what it may write only by writing. */
function unseen(needs: readonly Need[]): readonly string[] {
  const writes = needs.filter(({ level }) => level === 'write').map(({ right }) => `\`${right}: write\``);
  if (writes.length === 0) return [];
  return [`the token does not tell what it may write: compare its settings with ${listed(writes)}`];
}

const roleFor = (right: Right): 'admin' | 'push' => (right === 'Administration' ? 'admin' : 'push');

function lackingRole({ right, level, why }: Need, repository: string): string {
  const role = roleFor(right) === 'admin' ? 'is no administrator of' : 'may not write to';
  return `the owner of \`GITHUB_TOKEN\` ${role} \`${repository}\`, so that it lacks \`${right}: ${level}\`, which ${listed(why)} needs`;
}

/** A read that a token without the right is refused. What anybody may read is no proof, and not asked. */
const PROBES: Readonly<Partial<Record<Right, string>>> = {
  Contents: 'GET /repos/{owner}/{repo}/commits',
  'Pull requests': 'GET /repos/{owner}/{repo}/pulls',
  'Commit statuses': 'GET /repos/{owner}/{repo}/commits/HEAD/status',
  Checks: 'GET /repos/{owner}/{repo}/commits/HEAD/check-runs',
  Actions: 'GET /repos/{owner}/{repo}/actions/workflows',
  Deployments: 'GET /repos/{owner}/{repo}/deployments',
  Issues: 'GET /repos/{owner}/{repo}/issues',
  'Dependabot alerts': 'GET /repos/{owner}/{repo}/dependabot/alerts',
  'Code scanning alerts': 'GET /repos/{owner}/{repo}/code-scanning/alerts',
  'Secret scanning alerts': 'GET /repos/{owner}/{repo}/secret-scanning/alerts',
};

async function probe({ right, why }: Need, api: Api): Promise<readonly string[]> {
  const route = PROBES[right];
  if (route === undefined) return [];
  try {
    await api.read(route, { per_page: 1 }, z.unknown());
    return [];
  } catch (error) {
    return [`\`${right}: read\`, which ${listed(why)} needs: ${unknowable(error).problems.join()}`];
  }
}
