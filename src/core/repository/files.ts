/** Text files at one commit. Paths are relative to the root, with `/`. */
export interface Files {
  /** Undefined when there is no such file; `ref` is a branch, a tag or a commit. */
  read(path: string, ref: string): Promise<string | undefined>;
  /**
   * One commit on the tip of a branch; returns its SHA. Throws DidNotHappen when the branch does not point to `parent` any
   * more: nobody's work is overwritten.
   */
  commit(request: FileCommit): Promise<string>;
}

export interface FileCommit {
  readonly branch: string;
  /** The commit that was read. */
  readonly parent: string;
  readonly message: string;
  readonly changes: readonly { readonly path: string; readonly content: string }[];
}
