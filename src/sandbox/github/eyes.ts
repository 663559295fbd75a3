import type { CheckRun, Status } from './checks/reports.ts';
import type { Pull } from './pulls/pull.ts';
import type { Ruleset } from './rules/ruleset.ts';
import type { World } from './world.ts';

/** What can be seen. */
export interface Eyes {
  /** SHAs by name. */
  branches(): ReadonlyMap<string, string>;
  /** The commit behind each tag. */
  tags(): Promise<ReadonlyMap<string, string>>;
  pulls(): readonly Pull[];
  pull(number: number): Pull;
  /** The newest of each context. */
  statuses(sha: string): readonly Status[];
  checkRuns(sha: string): readonly CheckRun[];
  rulesets(): readonly Ruleset[];
  /** Subjects, newest first. */
  subjects(ref: string): Promise<readonly string[]>;
  file(ref: string, path: string): Promise<string | undefined>;
}

export function createEyes(world: World): Eyes {
  const { refs, objects, git, pulls, reports, rulesets } = world;
  return {
    branches: () => new Map(refs.below('refs/heads/').map(({ ref, sha }) => [ref.slice('refs/heads/'.length), sha])),
    async tags() {
      const found = refs.below('refs/tags/').map(async ({ ref, sha }) => {
        const commit = await objects.read(`${sha}^{commit}`);
        return [ref.slice('refs/tags/'.length), commit?.sha ?? sha] as const;
      });
      return new Map(await Promise.all(found));
    },
    pulls: () => [...pulls.values()],
    pull(number) {
      const found = pulls.get(number);
      if (found) return found;
      throw new Error(`there is no pull request \`${number}\``);
    },
    statuses: (sha) => reports.latest(sha),
    checkRuns: (sha) => reports.checkRuns(sha),
    rulesets: () => [...rulesets.values()],
    subjects: async (ref) => (await git.run(['log', '--format=%s', ref])).split('\n').filter(Boolean),
    async file(ref, path) {
      const found = await objects.read(`${ref}:${path}`);
      return found?.type === 'blob' ? found.body.toString('utf8') : undefined;
    },
  };
}
