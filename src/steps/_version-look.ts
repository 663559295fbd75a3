import { cutFrom } from '../core/playbook/places.ts';
import type { NewFact } from '../core/release/fact.ts';
import { propose, raisedFor } from '../core/release/proposal.ts';
import { newestOf } from '../core/release/tag-format.ts';
import { highest } from '../core/release/version.ts';
import { findPlace } from '../core/repository/find-place.ts';
import { tagsOf } from '../core/repository/tags-of.ts';
import { cut } from '../core/text.ts';
import { branchOf, placedIn } from './_places.ts';
import type { Tools } from './_step.ts';
import type { Proposed, VersionView } from './_version.ts';

const NAMED_AT_MOST = 3;
/** The mirror of a large repository is made the first time that something is read from it. */
export const HISTORY_LIMIT_MS = 10 * 60_000;

interface Context extends VersionView {
  readonly onTheirWay: readonly string[];
  readonly tools: Tools;
  readonly signal: AbortSignal;
}

/** The action `propose` of every step that may be the first to need the version. */
export const PROPOSE = { effect: false, timeoutMs: () => HISTORY_LIMIT_MS, perform: proposeVersion } as const;

/** Reads the commits since the newest production tag, and what they make of the version. */
async function proposeVersion(context: Context): Promise<{ readonly fact: NewFact<Proposed> }> {
  const { playbook, release, onTheirWay, tools, signal } = context;
  const { refs, history } = tools.repository(signal);
  const format = playbook.tags.production;
  const tags = format === undefined ? [] : await tagsOf(format, { playbook, refs });
  const newest = newestOf(tags);
  const start = cutFrom(placedIn(context)) ?? { kind: 'branch', name: branchOf('release', context) };
  const head = newest && (await findPlace(start, { playbook, refs }))?.commit;
  const commits = newest && head !== undefined ? await history.commits({ base: newest.name, head }) : [];
  const from = highest([newest?.version ?? '', release.previous ?? '']);
  const before = {
    from,
    bump: playbook.types[release.type]?.bump ?? 'commits',
    taken: [...release.refused, ...onTheirWay, ...tags.map(({ version }) => version)],
  };
  const { version, raised, breaking } = propose(commits, before);
  const given = release.provisional ? undefined : release.version;
  const needed = given === undefined ? raised : raisedFor(given, breaking.length > 0, before);
  return {
    fact: {
      type: 'proposed',
      from: from ?? null,
      version: given ?? version,
      raised: needed ?? null,
      breaking: breaking.slice(0, NAMED_AT_MOST).map((subject) => cut(subject, 100)),
      breakingCount: breaking.length,
      commits: commits.length,
    },
  };
}
