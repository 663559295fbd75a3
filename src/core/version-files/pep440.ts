const LETTERS: Readonly<Record<string, string>> = { alpha: 'a', a: 'a', beta: 'b', b: 'b', rc: 'rc', c: 'rc' };

/** `1.5.0-rc.1` as Python writes it: `1.5.0rc1`. Undefined for a pre-release that Python has no word for. */
export function pythonVersion(version: string): string | undefined {
  const [, release = '', word, count] = /^(\d+\.\d+\.\d+)(?:-([a-z]+)(?:[.-]?(\d+))?)?$/i.exec(version) ?? [];
  if (release === '') return undefined;
  if (word === undefined) return release;
  const letter = LETTERS[word.toLowerCase()];
  return letter === undefined ? undefined : `${release}${letter}${count ?? 0}`;
}

/** What to say of a version that Python can't write. */
export function noPythonVersion(version: string): string {
  return `Python has no way to write \`${version}\`: its pre-releases are alpha, beta and rc`;
}
