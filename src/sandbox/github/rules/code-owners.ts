import type { Pull } from '../pulls/pull.ts';
import type { World } from '../world.ts';

const FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

interface Owners {
  readonly pattern: string;
  readonly logins: readonly string[];
}

/** Who still has to approve, because a file that they own is changed and none of its owners has. */
export async function ownersMissing(
  world: World,
  pull: Pull,
  approvals: readonly string[],
): Promise<readonly string[]> {
  const lines = await readOwners(world, pull.base.branch);
  if (lines.length === 0) return [];
  const paths = await world.history.paths(pull.base.sha, pull.head.sha);
  const missing = paths.flatMap((path) => {
    // The last line that matches wins.
    const logins = lines.findLast(({ pattern }) => owns(pattern, path))?.logins ?? [];
    return logins.some((login) => approvals.includes(login) || login === pull.author) ? [] : logins;
  });
  return [...new Set(missing)];
}

async function readOwners(world: World, branch: string): Promise<readonly Owners[]> {
  for (const file of FILES) {
    const found = await world.objects.read(`refs/heads/${branch}:${file}`);
    if (found?.type === 'blob') return parse(found.body.toString('utf8'));
  }
  return [];
}

function parse(text: string): readonly Owners[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([pattern]) => pattern !== undefined && pattern !== '')
    .map(([pattern = '', ...logins]) => ({ pattern, logins: logins.map((login) => login.replace(/^@/, '')) }));
}

function owns(pattern: string, path: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*.')) return path.endsWith(pattern.slice(1));
  const rooted = pattern.replace(/^\//, '').replace(/\/?\**$/, '');
  return path === rooted || path.startsWith(`${rooted}/`);
}
