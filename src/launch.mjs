import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Plain JavaScript on purpose: a Node that can't run TypeScript must still be able to say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Shipmate needs Node 22.18 or newer, this is ${process.versions.node}: run it as \`npm start\` after \`npm ci\`, which brings its own.`,
  );
  process.exit(1);
}

const PROGRAMS = {
  main: './main.ts',
  cli: './shipmate.ts',
  sandbox: './sandbox/main.ts',
  bench: '../bench/main.ts',
  docs: './docs/main.ts',
};

const program = PROGRAMS[process.argv[2]];
if (!program) {
  console.error(`There is no program "${process.argv[2] ?? ''}": ${Object.keys(PROGRAMS).join(', ')}.`);
  process.exit(1);
}
process.argv.splice(2, 1);
// What the environment says already wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env');
// Compiled once, and not at every start. Where the folder can't be written, all goes on without it.
module.enableCompileCache?.(fileURLToPath(new URL('../data/state/compile-cache', import.meta.url)));
const { main } = await import(program);
await main();
// Kept now: whoever is killed writes nothing at his end.
module.flushCompileCache?.();
