import { createHash } from 'node:crypto';
import { CHAIN_START } from '../core/release/fact.ts';
import type { ChainedFact } from '../core/store.ts';

/** The chain of facts that belong to no release. */
export const HOUSE = 'house';

export function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Covers the digest of the body and not the body, so that a blanked secret does not break the chain. */
export function hashOf(before: string, fact: Omit<ChainedFact, 'hash' | 'body'>): string {
  const { seq, run, step, round, type, at, recorded, by, via, digest } = fact;
  return createHash('sha256')
    .update(JSON.stringify([before, seq, run, step, round, type, at, recorded, by, via, digest]))
    .digest('hex');
}

export interface Verdict {
  readonly facts: number;
  readonly blanked: number;
  /** Plain text: what is wrong at which fact; empty when the chain is whole. */
  readonly problems: readonly string[];
}

/** Recomputes a chain from its facts, which must come in order of `seq`. `head` is what the release row says. */
export function verifyChain(facts: readonly ChainedFact[], head?: { seq: number; hash: string }): Verdict {
  const problems: string[] = [];
  let before = CHAIN_START;
  for (const [index, fact] of facts.entries()) {
    if (fact.seq !== index + 1) problems.push(`fact ${index + 1} is missing; the next one is ${fact.seq}`);
    if (fact.body !== null && digestOf(fact.body) !== fact.digest) problems.push(`fact ${fact.seq} was changed`);
    if (hashOf(before, fact) !== fact.hash) problems.push(`fact ${fact.seq} does not follow from the one before it`);
    before = fact.hash;
  }
  if (head && (head.seq !== (facts.at(-1)?.seq ?? 0) || head.hash !== before)) {
    problems.push(
      `the release says that its newest fact is ${head.seq} (${head.hash.slice(0, 12)}…), the chain ends elsewhere`,
    );
  }
  return { facts: facts.length, blanked: facts.filter(({ body }) => body === null).length, problems };
}
