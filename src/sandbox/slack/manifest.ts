import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Manifest = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string() })),
    shortcuts: z.array(
      z.object({
        name: z.string(),
        type: z.enum(['global', 'message']),
        callback_id: z.string(),
        description: z.string(),
      }),
    ),
  }),
});

/** What Shipmate's app registers in the workspace: the very file that a real workspace is given. */
export interface Registered {
  readonly commands: readonly string[];
  readonly shortcuts: readonly Registration[];
}

export interface Registration {
  readonly name: string;
  readonly type: 'global' | 'message';
  readonly callbackId: string;
  readonly description: string;
}

export function readManifest(file = new URL('../../../manifest.yml', import.meta.url)): Registered {
  const { slash_commands, shortcuts } = Manifest.parse(parse(readFileSync(file, 'utf8'))).features;
  return {
    commands: slash_commands.map(({ command }) => command),
    shortcuts: shortcuts.map(({ callback_id: callbackId, ...same }) => ({ ...same, callbackId })),
  };
}
