import { randomUUID } from 'node:crypto';
import { passed } from '../faults.ts';
import { type AppProcess, type Mood, startApp } from './app-process.ts';
import { createProxy } from './proxy.ts';

export interface Deploy {
  readonly id: string;
  readonly version: string;
  readonly key: string;
  readonly state: 'building' | 'live' | 'failed';
  readonly note: string;
  /** Machine time. */
  readonly at: number;
}

/** Something that really took place, for tests that count. */
export interface Effect {
  readonly kind: 'deploy' | 'stop';
  readonly env: string;
  readonly version: string | null;
  readonly key: string;
  /** Machine time. */
  readonly at: number;
}

export interface EnvironmentOptions {
  readonly name: string;
  readonly version: string;
  readonly token: string;
  readonly machine: () => number;
  readonly buildMs: () => number;
  readonly onChange: () => void;
  readonly onEffect: (effect: Effect) => void;
  readonly signal: AbortSignal;
}

/** One place where the app runs: its deploys, the version that is live, and the address it has. */
export class Environment {
  readonly #options: EnvironmentOptions;
  readonly #control = randomUUID();
  readonly #moods = new Map<string, Mood>();
  #proxy: Awaited<ReturnType<typeof createProxy>> | undefined;
  #deploys: readonly Deploy[] = [];
  #app: AppProcess | undefined;
  #live: string | null = null;
  #failNext = 0;
  #newest = '';

  constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#proxy = await createProxy();
    await this.#switchTo(this.#options.version);
  }

  get url(): string {
    return this.#proxy?.url ?? '';
  }

  /** The version that runs; null after a stop. */
  get live(): string | null {
    return this.#live;
  }

  get mood(): Mood {
    return this.#live === null ? 'well' : (this.#moods.get(this.#live) ?? 'well');
  }

  /** Newest first. */
  get deploys(): readonly Deploy[] {
    return this.#deploys;
  }

  get pid(): number | undefined {
    return this.#app?.pid;
  }

  /** Begins a deploy; it goes live in its own time, unless a newer one or a stop comes first. */
  deploy(version: string, key: string): Deploy {
    const { machine, name, onEffect } = this.#options;
    const deploy: Deploy = {
      id: `d-${randomUUID()}`,
      version,
      key,
      state: 'building',
      note: 'building',
      at: machine(),
    };
    this.#deploys = [deploy, ...this.#deploys];
    this.#newest = deploy.id;
    onEffect({ kind: 'deploy', env: name, version, key, at: deploy.at });
    this.#options.onChange();
    void this.#build(deploy).catch((error: unknown) => this.#settle(deploy, 'failed', String(error)));
    return deploy;
  }

  async stop(key: string): Promise<void> {
    const { machine, name, onEffect, onChange } = this.#options;
    onEffect({ kind: 'stop', env: name, version: this.#live, key, at: machine() });
    this.#newest = '';
    this.#live = null;
    this.#proxy?.point(undefined);
    await this.#app?.stop();
    this.#app = undefined;
    onChange();
  }

  /** Breaks, slows or heals the version that is live; it stays so when that version is deployed again. */
  async setMood(mood: Mood): Promise<void> {
    if (this.#live !== null) this.#moods.set(this.#live, mood);
    await this.#app?.setMood(mood);
    this.#options.onChange();
  }

  /** Lets so many of the next builds fail. */
  failBuilds(times: number): void {
    this.#failNext = times;
  }

  async close(): Promise<void> {
    this.#newest = '';
    await this.#app?.stop();
    await this.#proxy?.stop();
  }

  async #build(deploy: Deploy): Promise<void> {
    const { buildMs, signal } = this.#options;
    if (!(await passed(buildMs(), signal))) return;
    if (this.#newest !== deploy.id) return this.#settle(deploy, 'failed', 'superseded by what came after it');
    if (this.#failNext > 0) {
      this.#failNext -= 1;
      return this.#settle(deploy, 'failed', 'the build failed: `npm run build` ended with 1');
    }
    const isLive = await this.#switchTo(deploy.version, deploy.id);
    this.#settle(deploy, isLive ? 'live' : 'failed', isLive ? 'running' : 'superseded by what came after it');
  }

  /** Starts a version beside the one that runs, then sends everybody there. */
  async #switchTo(version: string, id = ''): Promise<boolean> {
    const { name: place, token } = this.#options;
    const mood = this.#moods.get(version) ?? 'well';
    const fresh = await startApp({ version, place, token, mood, control: this.#control });
    if (this.#newest !== id || this.#options.signal.aborted) {
      await fresh.stop();
      return false;
    }
    const old = this.#app;
    this.#app = fresh;
    this.#live = version;
    this.#proxy?.point(fresh.port);
    await old?.stop();
    return true;
  }

  #settle(deploy: Deploy, state: Deploy['state'], note: string): void {
    this.#deploys = this.#deploys.map((other) => (other.id === deploy.id ? { ...deploy, state, note } : other));
    this.#options.onChange();
  }
}
