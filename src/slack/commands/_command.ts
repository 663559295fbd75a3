import type { Releases } from '../../core/ports.ts';
import type { HelpEntry } from '../blocks/help.ts';
import type { PeopleParts } from '../mentions.ts';
import type { Reply } from '../reply.ts';

/** One word behind `/release`; the name is the name of its file. */
export interface Command<Args = unknown> extends HelpEntry {
  /** One sentence, for help. */
  readonly summary: string;
  /** What stands behind the name: `[id] <reason>`. */
  readonly usage: string;
  /** A whole command line that works: shown with every usage error. */
  readonly example: string;
  /** Pure. Throws UserError `bad_usage`; the router adds usage and example. */
  parse(words: readonly string[]): Args;
  run(args: Args, context: CommandContext): Promise<Reply>;
}

export interface CommandContext {
  /** Slack user id of the caller; the engine authorises it. */
  readonly by: string;
  /** Id of the channel it was typed in. */
  readonly channel: string;
  /** The same for a redelivery. */
  readonly key: string;
  readonly releases: Releases;
  readonly people: PeopleParts;
  /** Every command, by name. */
  readonly commands: readonly HelpEntry[];
}

export function defineCommand<Args>(command: Command<Args>): Command<Args> {
  return command;
}
