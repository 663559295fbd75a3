import { spawn } from 'node:child_process';

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitInput {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Git itself, in one bare repository. */
export interface Git {
  readonly folder: string;
  /** The output without its last line break; throws when git does not end with 0. */
  run(args: readonly string[], input?: GitInput): Promise<string>;
  attempt(args: readonly string[], input?: GitInput): Promise<GitOutput>;
}

/** Nothing of the machine's own git settings gets in. */
export const GIT_ENV: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export function createGit(folder: string): Git {
  const attempt = (args: readonly string[], { input = '', env = {} }: GitInput = {}): Promise<GitOutput> =>
    new Promise((resolve, reject) => {
      const child = spawn('git', args, { cwd: folder, env: { ...GIT_ENV, ...env } });
      const out: Buffer[] = [];
      const problems: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => problems.push(chunk));
      child.once('error', reject);
      child.once('close', (code) => {
        resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr: Buffer.concat(problems).toString('utf8') });
      });
      // Git may have ended before it read everything; its exit code says so.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });

  async function run(args: readonly string[], input?: GitInput): Promise<string> {
    const { code, stdout, stderr } = await attempt(args, input);
    if (code !== 0) throw new Error(`\`git ${args.join(' ')}\` ended with \`${code}\`: ${stderr.trim()}`);
    return stdout.toString('utf8').replace(/\n$/, '');
  }
  return { folder, run, attempt };
}
