/** A place that jobs deploy to. */
export interface Environment {
  readonly id: number;
  readonly name: string;
  /** Logins of whom one must let a job in; nobody has to when it is empty. */
  readonly reviewers: readonly string[];
}
