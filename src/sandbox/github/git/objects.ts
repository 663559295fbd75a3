import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { codeOf, writeBelow } from './files.ts';
import { GIT_ENV } from './git.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly body: Buffer;
}

/** The objects of a bare repository. One git process answers every reading, so that it takes no process of its own. */
export interface Objects {
  /** Of a SHA, or of anything that git can resolve: `<commit>:<path>`, `<tag>^{commit}`. */
  read(name: string): Promise<GitObject | undefined>;
  write(type: ObjectType, body: Buffer | string): string;
  stop(): void;
}

const TYPES: Readonly<Record<string, ObjectType>> = { blob: 'blob', tree: 'tree', commit: 'commit', tag: 'tag' };

export function createObjects(folder: string): Objects {
  const reader = new Reader(folder);
  const known = new Map<string, GitObject>();

  function keep(object: GitObject): void {
    if (object.body.length > KEPT_BYTES) return;
    known.set(object.sha, object);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  }
  return {
    async read(name) {
      const found = known.get(name) ?? (await reader.read(name));
      if (found) keep(found);
      return found;
    },
    write(type, content) {
      const body = Buffer.from(content);
      const sha = writeObject(folder, type, body);
      keep({ sha, type, body });
      return sha;
    },
    stop: () => reader.stop(),
  };
}

/** What is behind a SHA never changes. */
const KEPT = 5000;
const KEPT_BYTES = 20_000;

/** Loose, the way git itself writes a single object. Nobody looks for it before something leads to it. */
function writeObject(folder: string, type: ObjectType, body: Buffer): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
  const sha = createHash('sha1').update(whole).digest('hex');
  const file = resolve(folder, 'objects', sha.slice(0, 2), sha.slice(2));
  writeBelow(file, () => writeOnce(file, deflateSync(whole, { level: 1 })));
  return sha;
}

function writeOnce(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (error) {
    // What is there under this name is the same.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** `git cat-file --batch`: a name in, a header and the bytes out, in the same order. */
class Reader {
  readonly #child: ReturnType<typeof spawn>;
  readonly #waiting: Waiting[] = [];
  #bytes: Buffer = Buffer.alloc(0);

  constructor(folder: string) {
    this.#child = spawn('git', ['cat-file', '--batch'], {
      cwd: folder,
      env: { ...GIT_ENV },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      while (this.#answerOne());
    });
    this.#child.once('close', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('git reads no objects any more'));
    });
  }

  read(name: string): Promise<GitObject | undefined> {
    if (name.includes('\n')) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null || this.#child.killed) return reject(new Error('the repository is closed'));
      this.#waiting.push({ resolve, reject });
      this.#child.stdin?.write(`${name}\n`);
    });
  }

  stop(): void {
    this.#child.kill();
  }

  /** False when not all of the next answer is there yet. */
  #answerOne(): boolean {
    const end = this.#bytes.indexOf(10);
    if (end < 0) return false;
    const [sha = '', kind = '', size] = this.#bytes.subarray(0, end).toString('utf8').split(' ');
    const type = TYPES[kind];
    if (type === undefined || size === undefined) {
      this.#bytes = this.#bytes.subarray(end + 1);
      this.#waiting.shift()?.resolve(undefined);
      return true;
    }
    const from = end + 1;
    const to = from + Number(size);
    if (this.#bytes.length <= to) return false;
    const body = Buffer.from(this.#bytes.subarray(from, to));
    this.#bytes = this.#bytes.subarray(to + 1);
    this.#waiting.shift()?.resolve({ sha, type, body });
    return true;
  }
}
