import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from './run-folder.ts';

/** The run that was begun last in a lane; undefined when there was none. */
export function newestInLane(folder: string, lane: string): string | undefined {
  return textOf(fileOf(folder, lane));
}

export function takeLane(folder: string, lane: string, run: string): void {
  mkdirSync(join(folder, 'lanes'), { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(folder, lane), run);
}

const fileOf = (folder: string, lane: string): string => join(folder, 'lanes', hashed(lane));

/** A name for a file, whatever is in the text. */
export function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
