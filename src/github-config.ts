import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** A header can't carry them, and a token that was pasted with its line break is the usual reason. */
const Token = z.string().regex(/^\S+$/, 'has a space or a line break in it');

/** Written in one line, a PEM has its line breaks as `\n`. */
const PrivateKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isPrivateKey, 'is no private key: give the text of the .pem file, with `\\n` for its line breaks');

/** Also when something else is wrong. */
const EVEN_SO = (): boolean => true;

/** What the environment says about GitHub. All of it may be missing. */
export const GitHubEnv = z
  .object({
    GITHUB_TOKEN: Token.optional(),
    GITHUB_APP_ID: z.string().regex(/^\d+$/, 'is a number: App ID on the page of the App').transform(Number).optional(),
    GITHUB_APP_PRIVATE_KEY: PrivateKey.optional(),
    GITHUB_WEBHOOK_SECRET: z.string().min(8, 'is too short').optional(),
    GITHUB_REVIEWER_TOKEN: Token.optional(),
    GITHUB_API_URL: z
      .url()
      .default('https://api.github.com')
      .transform((url) => url.replace(/\/+$/, '')),
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

export type GitHubEnv = z.output<typeof GitHubEnv>;

/** The same in the words of the adapter. Without an identity nothing connects to a repository. */
export function githubSettings(env: GitHubEnv) {
  const { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey, GITHUB_TOKEN: token } = env;
  const app = appId === undefined || privateKey === undefined ? undefined : { appId, privateKey };
  return {
    apiUrl: env.GITHUB_API_URL,
    identity: app ?? (token === undefined ? undefined : { token }),
    reviewerToken: env.GITHUB_REVIEWER_TOKEN,
  };
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    // Its message may quote the key.
    return false;
  }
}
