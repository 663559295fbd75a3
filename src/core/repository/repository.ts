import type { Alerts } from './alerts.ts';
import type { Deployments } from './deployments.ts';
import type { Files } from './files.ts';
import type { Gates } from './gates.ts';
import type { Guard } from './guard.ts';
import type { History } from './history.ts';
import type { Issues } from './issues.ts';
import type { Publications } from './publications.ts';
import type { PullRequests } from './pull-requests.ts';
import type { Refs } from './refs.ts';
import type { Workflows } from './workflows.ts';

/**
 * The repository of a playbook, at its host. A read throws TransientError while the host gives no answer (with the pause
 * that the host asks for), and UserError when it refuses for good, with the right that is missing. A write throws
 * DidNotHappen when it certainly did not take place; after any other error nobody knows. No call is made twice by itself.
 */
export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  readonly refs: Refs;
  readonly files: Files;
  readonly history: History;
  readonly pulls: PullRequests;
  readonly gates: Gates;
  readonly workflows: Workflows;
  readonly deployments: Deployments;
  readonly publications: Publications;
  readonly alerts: Alerts;
  readonly issues: Issues;
  readonly guard: Guard;
  readonly links: Links;
}

/** Addresses for people. */
export interface Links {
  readonly home: string;
  commit(sha: string): string;
  branch(name: string): string;
  tag(name: string): string;
  pull(number: number): string;
  compare(base: string, head: string): string;
}

/** Connects to a repository; its calls stop when the signal is aborted. Throws UserError when no host is configured. */
export type Repositories = (name: string, signal: AbortSignal) => Repository;
