import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { here } from './_bot.ts';

/** Runs every measurement, or those that are named: `npm run bench -- ack status`. Figures are printed, never judged. */
export async function main(): Promise<void> {
  const all = readdirSync(here('.'))
    .flatMap((file) => /^([a-z]+)\.ts$/.exec(file)?.[1] ?? [])
    .filter((name) => name !== 'main');
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`there is no measurement \`${unknown}\`: ${all.join(', ')}`);

  console.log(`Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown make'}`);
  for (const name of asked.length > 0 ? asked : all) {
    const { default: measure } = (await import(`./${name}.ts`)) as { default: () => Promise<void> };
    await measure();
  }
}
