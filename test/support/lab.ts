import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLabWorld, type LabWorld } from './lab-world.ts';
import { openWorkshop, type Workshop, type WorkshopOptions } from './workshop.ts';

/** Monday 2026-11-23 09:00 in New York. */
export const MONDAY = Date.parse('2026-11-23T14:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Rosa leads (Lee is her deputy), Quinn and Iris test, Devon operates, Igor commands (Mia is his deputy). */
const HEAD = `playbook: lab
title: Lab
timezone: America/New_York
repository: acme/lab
owner: lead
branches: { work: develop, production: main }
roles:
  lead: { people: [rosa@kars.example], deputies: [lee@kars.example] }
  qa: { group: kars-qa }
  devops: { people: [devon@kars.example] }
  commander: { people: [igor@kars.example], deputies: [mia@kars.example] }
permissions: { start: [lead, devops], skip: [lead], cancel: [lead] }
channels: { main: { slack: releases } }
targets: { staging: { lab: staging }, production: { lab: production } }
`;

const ROLLBACK = `rollback:
  decided-by: [commander]
  steps:
    - deploy: production
      id: go-back
      version: previous
`;

export interface LabPlaybook {
  /** Lines under `phases:`, or under one phase when it begins with a step. */
  readonly phases: string;
  /** Of `types:`; by default one type that opens by hand. */
  readonly types?: string;
  /** Further keys of the file. */
  readonly more?: string;
  /** In place of the shipped rollback; '' for none. */
  readonly rollback?: string;
}

/** A whole playbook around a few steps. */
export function labPlaybook({ phases, types = 'weekly: { bump: minor }', more = '', rollback }: LabPlaybook): string {
  const body = phases.replace(/^\n+/, '').trimEnd();
  const steps = body.trimStart().startsWith('- phase:')
    ? indented(body, 2)
    : `  - phase: All\n    steps:\n${indented(body, 6)}`;
  return `${HEAD}types:\n${indented(types, 2)}\n${more}\nphases:\n${steps}\n${rollback ?? ROLLBACK}`;
}

/** Shifts a block so that its least indented line stands at this column. */
function indented(block: string, column: number): string {
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => ' '.repeat(column) + line.slice(least)).join('\n');
}

export interface Lab extends Workshop {
  readonly world: LabWorld;
  /** Moves the clock on the wall, and lets happen what is due then. */
  pass(ms: number): Promise<void>;
  /** Moves the clock on the wall alone. */
  wait(ms: number): void;
  /** Opens a release as Rosa; returns its id. */
  open(type?: string): Promise<string>;
  /** What lies in its chain: `deploy-staging/1 started`, `release:opened`. */
  facts(release: string): Promise<readonly string[]>;
  /** `step status` of a run, in order. */
  steps(release?: string, run?: string): Promise<readonly string[]>;
  /** Edits the playbook's file. */
  writePlaybook(text: string): void;
}

export interface LabOptions extends Omit<WorkshopOptions, 'playbooks' | 'now' | 'machine' | 'more'> {
  readonly now?: number;
}

/** The real engine on a real file, with a clock that stands still and an outside that does what the test wants. */
export async function openLab(playbook: LabPlaybook | string, options: LabOptions = {}): Promise<Lab> {
  const base = mkdtempSync(join(tmpdir(), 'shipmate-lab-'));
  const playbooks = join(base, 'playbooks');
  mkdirSync(playbooks);
  const write = (text: string): void => writeFileSync(join(playbooks, 'lab.yml'), text);
  write(typeof playbook === 'string' ? playbook : labPlaybook(playbook));
  const { world, definitions } = createLabWorld();
  let machine = Date.parse('2026-01-01T00:00:00Z');
  const workshop = await openWorkshop({
    now: MONDAY,
    ...options,
    playbooks,
    machine: () => machine,
    more: definitions,
  });
  const lab: Lab = {
    ...workshop,
    world,
    writePlaybook: write,

    wait(ms) {
      machine += ms;
    },

    async pass(ms) {
      machine += ms;
      await workshop.engine.tick();
      await workshop.settle();
    },

    async open(type = 'weekly') {
      const text = await workshop.order({ order: 'start', playbook: 'lab', type, criteria: [] }, 'Urosa');
      return text.split(' ')[0] ?? '';
    },

    async facts(release) {
      const facts = await workshop.store.facts(release);
      return facts.map(({ step, round, type }) => (step === null ? type : `${step}/${round} ${type}`));
    },

    async steps(release, run = 'main') {
      const view = await workshop.release(release);
      return (view.runs.find(({ id }) => id === run)?.steps ?? []).map(({ id, status }) => `${id} ${status}`);
    },

    async close() {
      await workshop.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
  return lab;
}

/** A promise that resolves when the test says so. */
export function gate(): { readonly open: () => void; readonly closed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, closed: promise };
}

/** Lets everything that needs no waiting happen until this is true. */
export async function soon(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < 10_000; turns++) {
    if (await isTrue()) return;
    await new Promise(setImmediate);
  }
  throw new Error('it did not come true');
}
