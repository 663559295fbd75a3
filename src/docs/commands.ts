import type { CliCommand } from '../cli/_command.ts';
import { usageOf } from '../slack/blocks/help.ts';
import type { Command } from '../slack/commands/_command.ts';
import { code, table } from './table.ts';

export function slashCommandTable(commands: Iterable<Command>): string {
  return table(
    ['in Slack', 'what it does'],
    [...commands].map((command) => [code(usageOf(command)), command.summary]),
  );
}

export function cliCommandTable(commands: Iterable<CliCommand>): string {
  return table(
    ['behind `npm run shipmate --`', 'what it does'],
    [...commands].map(({ name, usage, summary }) => [code(`${name} ${usage}`.trim()), summary]),
  );
}
