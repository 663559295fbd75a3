import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { hashed, readLane, writeLane } from './run-folder.ts';

/** The run that was begun last in a lane; undefined when there was none, or somebody has cleared it away. */
export function newestInLane(folder: string, lane: string): string | undefined {
  const run = readLane(fileOf(folder, lane));
  const path = run === undefined ? undefined : join(folder, run);
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** Relative, so that the folder can be moved. */
export function takeLane(folder: string, lane: string, run: string): void {
  writeLane(fileOf(folder, lane), relative(folder, run));
}

const fileOf = (folder: string, lane: string): string => join(folder, 'lanes', hashed(lane));
