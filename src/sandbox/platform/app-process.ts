import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../app/main.ts', import.meta.url));
const READY_MS = 15_000;

export type Mood = 'well' | 'broken' | 'slow';

export interface AppOptions {
  readonly version: string;
  readonly place: string;
  readonly token: string;
  readonly mood: Mood;
  /** Lets the platform, and nobody else, change its mood. */
  readonly control: string;
}

/** One running copy of the web app. */
export interface AppProcess {
  readonly port: number;
  readonly pid: number | undefined;
  setMood(mood: Mood): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the app in a process of its own and waits until it listens. */
export async function startApp(options: AppOptions): Promise<AppProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', APP], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      APP_VERSION: options.version,
      APP_PLACE: options.place,
      APP_TOKEN: options.token,
      APP_CONTROL: options.control,
      APP_MOOD: options.mood,
    },
  });
  const port = await portOf(child);

  return {
    port,
    pid: child.pid,
    async setMood(mood) {
      const headers = { 'x-control': options.control };
      await fetch(`http://127.0.0.1:${port}/control/mood`, { method: 'POST', headers, body: mood });
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the app has no output');
  const lines = createInterface({ input: child.stdout });
  const impatient = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  try {
    for await (const line of lines) return Number(line);
    throw new Error('the app ended before it listened');
  } finally {
    clearTimeout(impatient);
  }
}
