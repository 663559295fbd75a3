/** What the host tells about what runs where. These are records: they deploy nothing. */
export interface Deployments {
  /** The number of the one that was recorded with this key, whatever was told of it since. */
  find(sought: Pick<NewDeployment, 'environment' | 'ref' | 'key'>): Promise<number | undefined>;
  /** Records one and returns its number. Merges nothing and asks no check; workflows that wait for deployments begin. */
  record(deployment: NewDeployment): Promise<number>;
  /** Tells that it is live. */
  tell(id: number, status: { readonly description: string; readonly url?: string | undefined }): Promise<void>;
  /** Whether that was ever told. */
  wasTold(id: number): Promise<boolean>;
}

export interface NewDeployment {
  /** A tag or a commit. */
  readonly ref: string;
  readonly environment: string;
  readonly description: string;
  /** Whether it is what users see. */
  readonly production: boolean;
  /** It is kept with the record, so that it can be found again. */
  readonly key: string;
}
