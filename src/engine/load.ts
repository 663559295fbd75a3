import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from '../checks/_check.ts';
import type { Provider } from '../providers/_provider.ts';
import type { StepKind } from '../steps/_step.ts';

interface Named {
  readonly name: string;
  readonly summary: string;
}

/**
 * Imports every file of a folder and returns what each exports by default, by name, in the order of the names. A file
 * whose name begins with `_` is a contract. Anything else that defines nothing stops the boot: what is silently missing
 * would only be noticed in the middle of a release.
 */
export async function loadDefinitions<T extends Named>(folder: URL): Promise<ReadonlyMap<string, T>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.startsWith('_')).sort();
  const definitions = new Map<string, T>();
  for (const file of files) {
    const module: { readonly default?: T } = await import(new URL(file, folder).href);
    const definition = module.default;
    const expected = basename(file, '.ts');
    if (definition?.name !== expected) {
      const seen = definition === undefined ? 'nothing' : `\`${definition.name}\``;
      throw new Error(
        `${folder.pathname}${file} exports ${seen} by default, and must export what is named \`${expected}\``,
      );
    }
    if (!definition.summary?.endsWith('.'))
      throw new Error(`\`${expected}\` in ${folder.pathname} needs a summary, one sentence`);
    definitions.set(expected, definition);
  }
  return definitions;
}

/** Everything that playbooks may use: all kinds of steps, checks and providers that are installed. */
export interface Definitions {
  readonly steps: ReadonlyMap<string, StepKind>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly providers: ReadonlyMap<string, Provider>;
}

/** `src` is the folder with steps/, checks/ and providers/ in it; ends in a slash. */
export async function loadKit(src: URL): Promise<Definitions> {
  const [steps, checks, providers] = await Promise.all([
    loadDefinitions<StepKind>(new URL('steps/', src)),
    loadDefinitions<Check>(new URL('checks/', src)),
    loadDefinitions<Provider>(new URL('providers/', src)),
  ]);
  return { steps, checks, providers };
}
