import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Variables of Shipmate itself that nobody may read in a log or in what a program printed. */
const OWN = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'HEARTBEAT_URL',
  'GITHUB_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_WEBHOOK_SECRET',
  'GITHUB_REVIEWER_TOKEN',
];

/** Of a value with several lines: shorter ones may stand in any text. */
const SHORTEST_LINE = 16;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The values of every secret in the environment: Shipmate's own, and each `$WORD` that a playbook of the folder names,
 * whether the file is valid or not. Throws when the folder can't be read.
 */
export function secretValues(env: Env, playbooks: string): readonly string[] {
  const texts = readdirSync(playbooks)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => readFileSync(join(playbooks, file), 'utf8'));
  const named = texts.flatMap((text) => [...text.matchAll(/\$([A-Z][A-Z0-9_]*)/g)].map((match) => match[1] ?? ''));
  return [...new Set([...OWN, ...named])].flatMap((name) => written(env[name] ?? ''));
}

/** What has several lines is also blanked line by line: a program's output is read in lines. */
function written(value: string): readonly string[] {
  const lines = value.split(/\r?\n|\\n/).filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  if (lines.length < 2) return value ? [value] : [];
  return [value, value.replaceAll('\\n', '\n'), ...lines];
}
