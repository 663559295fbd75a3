import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Signature } from '../git/commits.ts';
import type { Git } from '../git/git.ts';

interface StreamCommit {
  readonly branch: string;
  readonly message: string;
  readonly who: Signature;
  readonly files: Readonly<Record<string, string>>;
  /** Marks; 0 for none. */
  readonly parents: readonly number[];
}

/** What `git fast-import` reads: a whole history in one go. Commits are called by marks, 1, 2, 3 … */
export class ImportStream {
  readonly #parts: string[] = [];
  #marks = 0;

  /** Returns its mark. */
  commit({ branch, message, who, files, parents }: StreamCommit): number {
    this.#marks += 1;
    const [first = 0, ...others] = parents;
    const by = signed(who);
    this.#parts.push(
      `commit refs/heads/${branch}`,
      `mark :${this.#marks}`,
      `author ${by}`,
      `committer ${by}`,
      data(`${message}\n`),
    );
    if (first > 0) this.#parts.push(`from :${first}`);
    this.#parts.push(...others.map((other) => `merge :${other}`));
    for (const [path, text] of Object.entries(files)) this.#parts.push(`M 100644 inline ${path}`, data(text));
    this.#parts.push('');
    return this.#marks;
  }

  tag({
    tag,
    message,
    who,
    mark,
  }: {
    readonly tag: string;
    readonly message: string;
    readonly who: Signature;
    readonly mark: number;
  }): void {
    this.#parts.push(`tag ${tag}`, `from :${mark}`, `tagger ${signed(who)}`, data(`${message}\n`));
  }

  reset(ref: string, mark: number): void {
    this.#parts.push(`reset ${ref}`, `from :${mark}`, '');
  }

  remove(ref: string): void {
    this.#parts.push(`reset ${ref}`, `from ${'0'.repeat(40)}`, '');
  }

  /** The SHA behind each mark. */
  async load(git: Git): Promise<ReadonlyMap<number, string>> {
    const file = resolve(git.folder, 'seed.marks');
    // One pack is quicker than many loose objects.
    const args = ['-c', 'fastimport.unpackLimit=1', 'fast-import', '--quiet', '--force', `--export-marks=${file}`];
    await git.run(args, { input: `${this.#parts.join('\n')}\n` });
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    rmSync(file);
    return new Map(lines.map((line) => [Number(line.slice(1, line.indexOf(' '))), line.slice(line.indexOf(' ') + 1)]));
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function signed({ name, email, at }: Signature): string {
  return `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
}
