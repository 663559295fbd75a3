/** One mistake in a playbook, where it stands and what to write instead. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** `phases[2].steps[0].due`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** `kars-weekly.yml:12 types.weekly.opens: …` */
export function formatProblem({ file, line, key, message }: Problem): string {
  return `${file}:${line} ${key === '' ? '' : `${key}: `}${message}`;
}
