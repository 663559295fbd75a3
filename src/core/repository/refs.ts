/** Branches and tags. Commits are full SHAs. */
export interface Refs {
  /** The commit that the branch points to; undefined when there is no such branch. */
  branch(name: string): Promise<string | undefined>;
  tag(name: string): Promise<Tag | undefined>;
  /** The names of all tags that begin so. */
  tagNames(beginning: string): Promise<readonly string[]>;
  /** How the history of `head` stands to that of `base`; both are branches, tags or commits. Undefined when one is missing. */
  compare(base: string, head: string): Promise<Comparison | undefined>;
  /** Throws DidNotHappen when the name is taken, even by the same commit. */
  createBranch(name: string, commit: string): Promise<void>;
  /** An annotated tag. Throws DidNotHappen when the name is taken: a tag is never moved. */
  createTag(tag: { readonly name: string; readonly commit: string; readonly message: string }): Promise<void>;
  /** Also well when it is gone already. */
  deleteBranch(name: string): Promise<void>;
  /** Merges at the host, without a pull request, always with a commit of its own unless nothing is to be merged. */
  merge(request: BranchMerge): Promise<BranchMerged>;
}

export interface Tag {
  readonly name: string;
  /** The commit, also of an annotated tag. */
  readonly commit: string;
  readonly annotated: boolean;
  readonly message: string;
}

export interface Comparison {
  /** `ahead`: head has all of base and more. `behind`: the other way round. */
  readonly status: 'identical' | 'ahead' | 'behind' | 'diverged';
  readonly aheadBy: number;
  readonly behindBy: number;
}

export interface BranchMerge {
  readonly into: string;
  /** A branch or a commit. */
  readonly from: string;
  readonly message: string;
}

export type BranchMerged =
  | { readonly merged: string }
  /** Everything was in it before. */
  | { readonly already: true }
  | { readonly conflict: string }
  /** A rule of the branch keeps it out; plain text. */
  | { readonly refused: string };
