import { z } from 'zod';
import { GitHubEnv } from './github-config.ts';
import { LEVELS } from './log.ts';

const Flag = z
  .enum(['on', 'off'])
  .default('off')
  .transform((value) => value === 'on');

/** `host=http://127.0.0.1:4001,other=…` */
const Hosts = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.trim().split('='));
    for (const [host, origin] of pairs) {
      if (!host || !origin || !URL.canParse(origin)) {
        context.addIssue({ code: 'custom', message: `\`${host}=${origin ?? ''}\` is no \`host=http://where\`` });
      }
    }
    return new Map(pairs.map(([host = '', origin = '']) => [host, origin]));
  });

const Env = z
  .object({
    SLACK_BOT_TOKEN: z.string({ error: 'is missing' }).startsWith('xoxb-', 'begins with xoxb-'),
    SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'begins with xapp-').optional(),
    SLACK_SIGNING_SECRET: z.string().min(8, 'is too short').optional(),
    SLACK_API_URL: z.url().default('https://slack.com/api/'),
    DATABASE_URL: z
      .string()
      .default('data/state/shipmate.sqlite')
      .refine((url) => !url.startsWith('postgres'), 'this version keeps its state in a SQLite file: give a path')
      .transform((url) => url.replace(/^file:/, '')),
    PLAYBOOKS: z.string().default('data/playbooks'),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    LOG_LEVEL: z.enum(LEVELS).default('info'),
    HEARTBEAT_URL: z.url().optional(),
    /** Requests to these hosts of playbooks go elsewhere: for rehearsals. */
    TARGET_HOSTS: Hosts,
    /** Lets the business clock be moved over HTTP. Never in production. */
    SANDBOX_CLOCK: Flag,
  })
  .refine(({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) => SLACK_APP_TOKEN || SLACK_SIGNING_SECRET, {
    path: ['SLACK_APP_TOKEN'],
    message: 'is missing: set it for Socket Mode, or SLACK_SIGNING_SECRET to be called over HTTP',
    // Also when something else is wrong.
    when: () => true,
  });

export type Config = z.output<typeof Env> & GitHubEnv;

type Variables = Readonly<Record<string, string | undefined>>;

/** The names of all of them; .env.example explains each. */
export const VARIABLES: readonly string[] = [...Object.keys(Env.shape), ...Object.keys(GitHubEnv.shape)];

/** Reports everything that is wrong at once: fixing one variable a restart is how an afternoon disappears. */
export function parseConfig(env: Variables): Config {
  const [own, github] = [Env.safeParse(withoutBlanks(env)), GitHubEnv.safeParse(withoutBlanks(env))];
  if (own.success && github.success) return { ...own.data, ...github.data };
  throw incomplete([...(own.error?.issues ?? []), ...(github.error?.issues ?? [])]);
}

/** For a command that needs no more than GitHub. */
export function parseGitHub(env: Variables): GitHubEnv {
  const parsed = GitHubEnv.safeParse(withoutBlanks(env));
  if (parsed.success) return parsed.data;
  throw incomplete(parsed.error.issues);
}

function incomplete(issues: readonly z.core.$ZodIssue[]): Error {
  const problems = issues.map(({ path, message }) => `  ${path.join('.')} ${message}`);
  return new Error(
    `The environment is not complete:\n${problems.join('\n')}\n.env.example says what each variable is.`,
  );
}

/** A variable that is set to nothing is not set. */
function withoutBlanks(env: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
