interface Right {
  readonly routes: RegExp;
  /** As GitHub's settings call it. */
  readonly name: string;
}

/** First match wins. Routes are Octokit's, with their placeholders; GraphQL documents go by the name of their operation. */
const RIGHTS: readonly Right[] = [
  { routes: /\/rulesets|\/protection|\/rules\/branches/, name: 'Administration' },
  { routes: /\/statuses\/\{sha\}|\/commits\/\{ref\}\/status/, name: 'Commit statuses' },
  { routes: /\/check-runs|\/check-suites/, name: 'Checks' },
  { routes: /\/actions\//, name: 'Actions' },
  { routes: /\/environments/, name: 'Environments' },
  { routes: /\/deployments/, name: 'Deployments' },
  { routes: /\/dependabot\//, name: 'Dependabot alerts' },
  { routes: /\/code-scanning\//, name: 'Code scanning alerts' },
  { routes: /\/secret-scanning\//, name: 'Secret scanning alerts' },
  { routes: /\/issues|\/milestones|\/labels/, name: 'Issues' },
  { routes: /\/pulls\/\{\w+\}\/merge$/, name: 'Contents' },
  { routes: /\/pulls|[pP]ull|[qQ]ueue|[rR]eview/, name: 'Pull requests' },
  { routes: /\/git\/|\/merges|\/contents|\/compare|\/releases|\/branches|\/commits|[cC]ommit/, name: 'Contents' },
];

/** `Contents: write`: the permission that a call needs; undefined when every reader of the repository has it. */
export function rightFor(route: string, isWrite: boolean): string | undefined {
  const right = RIGHTS.find(({ routes }) => routes.test(route));
  if (!right) return undefined;
  // Which rules hold for a branch is told to anybody who can read the repository.
  if (/\/rules\/branches/.test(route)) return undefined;
  return `${right.name}: ${isWrite ? 'write' : 'read'}`;
}
