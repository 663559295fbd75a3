import { type SimpleGit, simpleGit } from 'simple-git';

type Variables = Readonly<Record<string, string | undefined>>;

/** What git may read of our environment: where it is, and how it gets out of a company's network. */
const PASSED_ON = /^(PATH|TMPDIR|SSL_CERT_(FILE|DIR)|GIT_SSL_CA(INFO|PATH)|(HTTPS?|ALL|NO)_PROXY)$/i;

export interface GitOptions {
  /** A bare repository, or the folder where one shall be made. It has to exist. */
  readonly folder: string;
  readonly env: Variables;
  readonly signal: AbortSignal;
  /** Configuration for this call alone. It travels in the environment, where no argument list and no file shows it. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Git, untouched by what the machine or a user has configured, that never waits for somebody to type. */
export function createGit({ folder, env, signal, config = {} }: GitOptions): SimpleGit {
  const variables = {
    ...passedOn(env),
    ...configVariables(config),
    LC_ALL: 'C.UTF-8',
    // Without it, git looks for a repository in the folders above, and finds the one that Shipmate itself lies in.
    GIT_DIR: folder,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'http:https',
    // Into a pipe, git would write every commit of a log by itself: a third of the time of a long one.
    GIT_FLUSH: '0',
  };
  return simpleGit({
    baseDir: folder,
    abort: signal,
    // Some output may still be on its way when the program has ended.
    completion: { onClose: true, onExit: false },
    allowEnvironment: Object.keys(variables),
    // Both are set above, and by nobody else.
    unsafe: { allowUnsafeConfigEnvCount: true, allowUnsafeConfigPaths: true },
  }).env(variables);
}

function passedOn(env: Variables): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries.filter(([name]) => PASSED_ON.test(name)));
}

function configVariables(config: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(config).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(pairs.length / 2), ...Object.fromEntries(pairs) };
}
