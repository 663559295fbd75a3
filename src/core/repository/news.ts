/**
 * A hint that something happened in a repository, to look again sooner than one would have. It is never data: whoever
 * hears it asks the host what is true now.
 */
export interface RepositoryNews {
  /** `owner/name` as the host writes it today; capitals don't count. */
  readonly repository: string;
  /** The host's own id of this delivery; the same one when it is delivered again. */
  readonly delivery: string;
  /** The host's word: `push`, `pull_request` … */
  readonly event: string;
  /** Those that may have changed, as far as it is told; empty means any. */
  readonly branches: readonly string[];
  readonly pulls: readonly number[];
}
