/** What the host calls releases: notes that belong to a tag. */
export interface Publications {
  /** Also an unpublished draft. */
  find(tag: string): Promise<Publication | undefined>;
  /** Throws DidNotHappen when one with this tag is there. */
  publish(notes: NewPublication): Promise<Publication>;
}

export interface Publication {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

export interface NewPublication {
  /** Has to exist. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly prerelease: boolean;
}
