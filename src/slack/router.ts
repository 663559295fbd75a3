import { UserError } from '../core/errors.ts';
import type { Releases } from '../core/ports.ts';
import { escapeText, nearest } from '../core/text.ts';
import { usageOf } from './blocks/help.ts';
import type { Command, CommandContext } from './commands/_command.ts';
import { type ExplainParts, explain } from './explain.ts';
import type { PeopleParts } from './mentions.ts';
import { orderKey } from './order-key.ts';
import { wordsOf } from './plain-text.ts';
import type { Reply } from './reply.ts';

export interface Asked {
  /** What stands behind `/release`, as Slack sends it. */
  readonly text: string;
  readonly by: string;
  readonly channel: string;
  /** Slack's own id of this call; the same when it is delivered again. */
  readonly trigger: string;
}

export interface RouterParts extends ExplainParts {
  readonly commands: ReadonlyMap<string, Command>;
  readonly releases: Releases;
  readonly people: PeopleParts;
}

/** Turns one `/release …` into its reply. Never rejects: a failure is a reply, too. */
export async function answerCommand(asked: Asked, parts: RouterParts): Promise<Reply> {
  const [name = 'help', ...words] = wordsOf(asked.text);
  try {
    return await runCommand(name.toLowerCase(), words, { asked, parts });
  } catch (error) {
    return { to: 'caller', text: explain(error, { command: name, by: asked.by }, parts) };
  }
}

async function runCommand(
  name: string,
  words: readonly string[],
  { asked, parts }: { readonly asked: Asked; readonly parts: RouterParts },
): Promise<Reply> {
  const command = parts.commands.get(name);
  if (!command) return { to: 'caller', text: unknownCommand(name, [...parts.commands.keys()]) };
  const context: CommandContext = {
    by: asked.by,
    channel: asked.channel,
    key: orderKey('command', asked.trigger, asked.by, asked.text),
    releases: parts.releases,
    people: parts.people,
    commands: [...parts.commands.values()],
  };
  try {
    return await command.run(command.parse(words), context);
  } catch (error) {
    throw withUsage(error, command);
  }
}

function withUsage(error: unknown, command: Command): unknown {
  if (!(error instanceof UserError) || error.code !== 'bad_usage') return error;
  const usage = `Usage: \`${usageOf(command)}\`, for example \`${command.example}\`.`;
  return new UserError(error.code, error.message, { fix: `${usage} Nothing was changed.`, cause: error });
}

function unknownCommand(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const hint = meant === undefined ? 'What there is: `/release help`.' : `Did you mean \`/release ${meant}\`?`;
  return `:warning: There is no \`/release ${escapeText(name)}\`. ${hint} Nothing was changed.`;
}
