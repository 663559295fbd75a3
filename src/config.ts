import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
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

/** A header can't carry them, and a token that was pasted with its line break is the usual reason. */
const Token = z.string().regex(/^\S+$/, 'has a space or a line break in it');

/** Written in one line, a PEM has its line breaks as `\n`. */
const PrivateKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isPrivateKey, 'is no private key: give the text of the .pem file, with `\\n` for its line breaks');

/** Also when something else is wrong. */
const EVEN_SO = (): boolean => true;

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
    GITHUB_TOKEN: Token.optional(),
    GITHUB_APP_ID: z.string().regex(/^\d+$/, 'is a number: App ID on the page of the App').transform(Number).optional(),
    GITHUB_APP_PRIVATE_KEY: PrivateKey.optional(),
    GITHUB_WEBHOOK_SECRET: z.string().min(8, 'is too short').optional(),
    GITHUB_REVIEWER_TOKEN: Token.optional(),
    GITHUB_API_URL: z
      .url()
      .default('https://api.github.com')
      .transform((url) => url.replace(/\/+$/, '')),
    /** Requests to these hosts of playbooks go elsewhere: for rehearsals. */
    TARGET_HOSTS: Hosts,
    /** Lets the business clock be moved over HTTP. Never in production. */
    SANDBOX_CLOCK: Flag,
  })
  .refine(({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) => SLACK_APP_TOKEN || SLACK_SIGNING_SECRET, {
    path: ['SLACK_APP_TOKEN'],
    message: 'is missing: set it for Socket Mode, or SLACK_SIGNING_SECRET to be called over HTTP',
    when: EVEN_SO,
  })
  .refine(({ GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY }) => !GITHUB_APP_PRIVATE_KEY || GITHUB_APP_ID !== undefined, {
    path: ['GITHUB_APP_ID'],
    message: 'is missing: GITHUB_APP_PRIVATE_KEY needs it',
    when: EVEN_SO,
  })
  .refine(({ GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY }) => GITHUB_APP_ID === undefined || GITHUB_APP_PRIVATE_KEY, {
    path: ['GITHUB_APP_PRIVATE_KEY'],
    message: 'is missing: GITHUB_APP_ID needs it',
    when: EVEN_SO,
  })
  .refine(({ GITHUB_TOKEN, GITHUB_APP_ID }) => !GITHUB_TOKEN || GITHUB_APP_ID === undefined, {
    path: ['GITHUB_TOKEN'],
    message: 'is one too many: Shipmate is either the App or the owner of a token',
    when: EVEN_SO,
  });

export type Config = z.output<typeof Env>;

/** The names of all of them; .env.example explains each. */
export const VARIABLES: readonly string[] = Object.keys(Env.shape);

/** Reports everything that is wrong at once: fixing one variable a restart is how an afternoon disappears. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Env.safeParse(withoutBlanks(env));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`);
  throw new Error(`The environment is not complete:\n${problems.join('\n')}\n.env.example says what each variable is.`);
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    // Its message may quote the key.
    return false;
  }
}

/** A variable that is set to nothing is not set. */
function withoutBlanks(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
