import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = globSync('{src,bench}/**/*.{ts,tsx}', { cwd: ROOT })
  .sort()
  .map((file) => ({ file, text: readFileSync(new URL(`../${file}`, import.meta.url), 'utf8') }));

interface Import {
  /** The file that imports. */
  readonly file: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
}

function importsOf({ file, text }: { readonly file: string; readonly text: string }): readonly Import[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|import\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map((match) => {
    const to = match[1] ?? match[2] ?? match[3] ?? '';
    return { file, to: to.startsWith('.') ? posix.join(dirname(file), to) : to };
  });
}

const IMPORTS = SOURCES.flatMap(importsOf);

/** `core`, `steps` … ; `app.ts` for a file right below src. */
const folderOf = (file: string): string => file.split('/')[1] ?? '';

const CONTRACT = /^src\/(steps|checks|providers)\/_[^/]+\.ts$/;

/** What each folder of src may import besides itself and packages. */
const MAY_IMPORT: Readonly<Record<string, (to: string) => boolean>> = {
  core: () => false,
  steps: (to) => to.startsWith('src/core/') || CONTRACT.test(to),
  checks: (to) => to.startsWith('src/core/') || CONTRACT.test(to),
  providers: (to) => to.startsWith('src/core/') || CONTRACT.test(to),
  programs: (to) => to.startsWith('src/core/'),
  engine: (to) => to.startsWith('src/core/') || CONTRACT.test(to),
  store: (to) => to.startsWith('src/core/'),
  github: (to) => to.startsWith('src/core/'),
  slack: (to) => to.startsWith('src/core/'),
  http: (to) => to.startsWith('src/core/') || to.startsWith('src/engine/'),
  cli: (to) => /^src\/(core|engine|store)\//.test(to) || to === 'src/config.ts',
};

const isOurs = (to: string): boolean => to.startsWith('src/') || to.startsWith('bench/') || to.startsWith('test/');

describe('imports', () => {
  it('are found at all', () => {
    expect(SOURCES.length).toBeGreaterThan(100);
    expect(IMPORTS.length).toBeGreaterThan(SOURCES.length);
  });

  it.each(Object.keys(MAY_IMPORT))('of %s point down', (folder) => {
    const wrong = IMPORTS.filter(
      ({ file, to }) => folderOf(file) === folder && isOurs(to) && folderOf(to) !== folder && !MAY_IMPORT[folder]?.(to),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['steps', 'checks', 'providers'])('of one file in %s lead to no other definition', (folder) => {
    const wrong = IMPORTS.filter(
      ({ file, to }) => folderOf(file) === folder && isOurs(to) && folderOf(to) === folder && !CONTRACT.test(to),
    );
    expect(wrong).toEqual([]);
  });

  it('of http take nothing but types from the engine', () => {
    const values = SOURCES.filter(({ file }) => folderOf(file) === 'http').filter(({ text }) =>
      /^import (?!type)[^;]*'\.\.\/engine\//m.test(text),
    );
    expect(values.map(({ file }) => file)).toEqual([]);
  });

  it('lead nowhere into the sandbox but from itself and from benchmarks', () => {
    const wrong = IMPORTS.filter(
      ({ file, to }) => to.startsWith('src/sandbox/') && !/^(src\/sandbox|bench)\//.test(file),
    );
    expect(wrong).toEqual([]);
  });

  it('lead nowhere into tests', () => {
    expect(IMPORTS.filter(({ to }) => to.startsWith('test/'))).toEqual([]);
  });

  it('of our own files end in .ts', () => {
    const wrong = IMPORTS.filter(({ to }) => isOurs(to) && !/\.(ts|tsx|js|mjs|json)$/.test(to));
    expect(wrong).toEqual([]);
  });

  it('lead to nothing outside of the package', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const shipped = new Set(Object.keys(dependencies ?? {}));
    const forSandbox = new Set([...shipped, ...Object.keys(devDependencies ?? {})]);
    const wrong = IMPORTS.filter(({ file, to }) => {
      if (isOurs(to) || to.startsWith('node:')) return false;
      const name = to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/');
      return (
        !(/^(src\/sandbox|src\/docs|bench)\//.test(file) ? forSandbox : shipped).has(name) && !isTypesOnly(file, to)
      );
    });
    expect(wrong).toEqual([]);
    expect(IMPORTS.filter(({ to }) => builtinModules.includes(to))).toEqual([]);
  });
});

/** Types are gone before anything runs. */
function isTypesOnly(file: string, to: string): boolean {
  const text = SOURCES.find((source) => source.file === file)?.text ?? '';
  const lines = [...text.matchAll(new RegExp(`import (type )?[^;]*from '${to.replaceAll('/', '\\/')}'`, 'g'))];
  return lines.length > 0 && lines.every((match) => match[1] !== undefined);
}

describe('the core', () => {
  const core = SOURCES.filter(({ file }) => folderOf(file) === 'core');

  it('imports nothing but itself and what reads shapes, YAML, calendars, versions and commits', () => {
    const packages = IMPORTS.filter(({ file, to }) => folderOf(file) === 'core' && !isOurs(to)).map(({ to }) => to);
    const allowed = ['zod', 'yaml', 'croner', 'semver', 'conventional-commits-parser'];
    expect([...new Set(packages)].filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it.each([
    ['the clock', /\bDate\.now\(|new Date\(\)|performance\.now|process\.hrtime/],
    ['chance', /Math\.random|randomUUID|getRandomValues/],
    ['the process', /\bprocess\./],
    ['timers', /\bset(Timeout|Interval|Immediate)\(/],
    ['the network', /\bfetch\(/],
  ])('does not know %s', (_what, pattern) => {
    expect(core.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

describe('time', () => {
  it('is an argument everywhere but where the program begins', () => {
    const begins = /^src\/(main|shipmate)\.ts$|^src\/(sandbox|docs|cli|programs)\/|^bench\//;
    const wrong = SOURCES.filter(({ file, text }) => !begins.test(file) && /\bDate\.now\(/.test(text));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});

describe('every file', () => {
  it('has at most 300 lines', () => {
    const long = SOURCES.map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 })).filter(
      ({ lines }) => lines > 300,
    );
    expect(long).toEqual([]);
  });

  it('keeps no state of its own, but for programs that are nothing else', () => {
    const wrong = SOURCES.filter(({ file, text }) => !file.endsWith('/main.ts') && /^(export )?(let|var) /m.test(text));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('leaves the starting of programs to those who look after them', () => {
    const wrong = IMPORTS.filter(
      ({ file, to }) => to === 'node:child_process' && !/^(src\/(programs|sandbox|docs)|bench)\//.test(file),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a TODO', /\b(TODO|FIXME|XXX)\b/],
    ['`any`', /(:|as|<) ?any\b(?! )/],
    ['a suppressed error', /@ts-(ignore|expect-error|nocheck)|biome-ignore/],
    ['a shell', /\bshell: ?(true|['"])|\bexecSync\b|import [^;]*\bexec\b[^;]*child_process/],
    ['a word of the machine it was written on', /\/work\/|\/root\//],
  ])('is free of %s', (_what, pattern) => {
    expect(SOURCES.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('is named in small letters and hyphens, and after a thing', () => {
    const wrong = SOURCES.map(({ file }) => file).filter(
      (file) =>
        !/^[a-z0-9/-]*\/_?[a-z0-9][a-z0-9-]*\.tsx?$/.test(file) || /\b(index|utils?|helpers?|common|misc)\b/.test(file),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves the environment to where the program begins', () => {
    const begins = /^src\/(main|shipmate)\.ts$|^src\/(sandbox|docs|cli)\/|^src\/programs\/wrapper\.ts$|^bench\//;
    const wrong = SOURCES.filter(({ file, text }) => !begins.test(file) && /\bprocess\.(env|argv|exit)\b/.test(text));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
