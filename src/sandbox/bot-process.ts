import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** A machine that does much else starts a process slowly. */
const READY_MS = 90_000;
const STOP_MS = 10_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5000;
const LOG_LINES = 200;

export interface BotOptions {
  /** The file that starts the bot; Shipmate's own when absent. */
  readonly entry: string | undefined;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Starts it again whenever it dies. */
  readonly supervise: boolean;
  readonly onChange: () => void;
}

export interface BotProcess {
  readonly state: 'stopped' | 'starting' | 'running';
  readonly pid: number | undefined;
  /** How often it had to be started. */
  readonly starts: number;
  /** Resolves when it answers; throws with its last words when it ends before. */
  start(): Promise<void>;
  /** Sends the signal and waits for the end; a supervised bot comes back by itself. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Ends it for good, by force after ten seconds. */
  stop(): Promise<void>;
  /** The end of what it printed. */
  log(): readonly string[];
}

/** The bot in a process of its own, exactly as in production but for where its environment points. */
export function createBotProcess(options: BotOptions): BotProcess {
  return new Bot(options);
}

class Bot implements BotProcess {
  readonly #options: BotOptions;
  #child: ChildProcess | undefined;
  #state: BotProcess['state'] = 'stopped';
  #starts = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #isStopping = false;

  constructor(options: BotOptions) {
    this.#options = options;
  }

  get state(): BotProcess['state'] {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get starts(): number {
    return this.#starts;
  }

  async start(): Promise<void> {
    this.#isStopping = false;
    this.#starts += 1;
    const child = this.#spawn();
    this.#child = child;
    this.#change('starting');
    child.once('exit', () => this.#ended(child));
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      if (await isWell(this.#options.url)) {
        this.#pauseMs = FIRST_PAUSE_MS;
        return this.#change('running');
      }
      await pause(50);
    }
    throw new Error(`the bot did not start; its last words:\n${this.log().slice(-20).join('\n')}`);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const force = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_MS);
    await this.kill('SIGTERM');
    clearTimeout(force);
  }

  log(): readonly string[] {
    if (!existsSync(this.#options.logFile)) return [];
    return readFileSync(this.#options.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  }

  #spawn(): ChildProcess {
    const log = openSync(this.#options.logFile, 'a');
    const child = spawn(process.execPath, [this.#options.entry ?? MAIN], {
      stdio: ['ignore', log, log],
      env: { ...this.#options.env },
    });
    closeSync(log);
    return child;
  }

  #ended(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#change('stopped');
    if (this.#options.supervise && !this.#isStopping) void this.#comeBack();
  }

  /** A bot that dies at once again is given longer and longer pauses. */
  async #comeBack(): Promise<void> {
    await pause(this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    if (this.#isStopping || this.#state !== 'stopped') return;
    // Its last words are in the log and on the page; when it ended, the exit has already asked for the next try.
    await this.start().catch(() => undefined);
  }

  #change(state: BotProcess['state']): void {
    this.#state = state;
    this.#options.onChange();
  }
}

async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // Not listening yet.
  }
}
