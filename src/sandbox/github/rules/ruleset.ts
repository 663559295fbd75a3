/** A rule as GitHub writes it: what it means hangs on its type. */
export interface Rule {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface BypassActor {
  readonly actor_type: string;
  readonly actor_id: number | null;
  readonly bypass_mode: string;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: 'branch' | 'tag';
  readonly enforcement: 'active' | 'disabled' | 'evaluate';
  readonly bypass: readonly BypassActor[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Rule[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Whether a ruleset that is switched on speaks of this ref. */
export function isAbout(ruleset: Ruleset, ref: string, defaultBranch: string): boolean {
  if (ruleset.enforcement !== 'active') return false;
  if (!ref.startsWith(ruleset.target === 'branch' ? 'refs/heads/' : 'refs/tags/')) return false;
  const matches = (pattern: string): boolean => isMatch(pattern, ref, defaultBranch);
  return ruleset.include.some(matches) && !ruleset.exclude.some(matches);
}

/** `~ALL`, `~DEFAULT_BRANCH`, or a whole ref with `*` (within a segment) and `**`. */
function isMatch(pattern: string, ref: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
  const text = pattern
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => (part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : literal(part)))
    .join('');
  return new RegExp(`^${text}$`).test(ref);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
