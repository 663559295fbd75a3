/** Notes that belong to a tag; a draft may have a tag that is not there yet. */
export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly target: string;
  readonly name: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** A login. */
  readonly author: string;
  /** Of the commit, by which the latest is found; machine time for a draft. */
  readonly createdAt: number;
  readonly publishedAt: number | null;
}

/** The newest one that everybody sees. */
export function latestOf(releases: Iterable<Release>): Release | undefined {
  return [...releases]
    .filter(({ draft, prerelease }) => !draft && !prerelease)
    .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id)[0];
}
