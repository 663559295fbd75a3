import type { Pull } from '../../../src/sandbox/github/pulls/pull.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';

/** With which a release of this version goes into production. */
export function pullOf(version: string, { github }: Sandbox): Pull | undefined {
  return github.pulls().find(({ head, base }) => head.branch === `release/v${version}` && base.branch === 'main');
}
