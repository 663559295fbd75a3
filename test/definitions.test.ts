import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Check } from '../src/checks/_check.ts';
import type { Provider } from '../src/providers/_provider.ts';
import type { StepKind } from '../src/steps/_step.ts';

/** Every definition of a folder: adding a file is all it takes to be checked here. */
async function definitions<T>(folder: string): Promise<[string, T][]> {
  const url = new URL(`../src/${folder}/`, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith('.ts') && !file.startsWith('_'));
  return Promise.all(
    files.map(async (file): Promise<[string, T]> => [file, (await import(new URL(file, url).href)).default]),
  );
}

const steps = await definitions<StepKind<unknown, never, unknown>>('steps');
const checks = await definitions<Check<unknown>>('checks');
const providers = await definitions<Provider<unknown>>('providers');
const all: [string, { name: string; summary: string }][] = [...steps, ...checks, ...providers];

it('finds the kinds that a playbook may use', () => {
  const names = (found: readonly [string, { name: string }][]) => found.map(([, { name }]) => name).sort();

  expect(names(steps)).toEqual(
    [
      ['announce', 'ask', 'branch', 'bump', 'check', 'checklist', 'decide', 'delete-branch', 'deploy', 'deployment'],
      ['exception', 'freeze', 'manual', 'merge', 'notes', 'parallel', 'pull-request', 'run', 'sign-off', 'stop', 'tag'],
      ['wait', 'watch', 'workflow'],
    ].flat(),
  );
  expect(names(checks)).toEqual(
    [
      ['alerts', 'ci', 'commits', 'healthy', 'http', 'limits', 'merged', 'reviews', 'rollback', 'run'],
      ['version', 'workflow'],
    ].flat(),
  );
  expect(names(providers)).toEqual(['command', 'http', 'manual']);
});

describe.each(all)('%s', (file, { name, summary }) => {
  it('is called as its file is', () => expect(name).toBe(basename(file, '.ts')));

  it('says in one sentence what it is', () => expect(summary).toMatch(/^[A-Z].{10,120}\.$/));
});

const schemas: [string, { safeParse(value: unknown): { error?: { issues: readonly object[] } | undefined } }][] = [
  ...steps.map(([file, { spec }]) => [`steps/${file}`, spec] as const),
  ...checks.map(([file, { settings }]) => [`checks/${file}`, settings] as const),
  ...providers.map(([file, { settings }]) => [`providers/${file}`, settings] as const),
].map(([file, schema]) => [file, schema]);

it.each(schemas)('%s refuses a key that nothing executes', (_file, schema) => {
  expect(schema.safeParse({ 'no-such-key': 1 }).error?.issues).toContainEqual(
    expect.objectContaining({ code: 'unrecognized_keys', keys: ['no-such-key'] }),
  );
});

const actions = steps.flatMap(([file, { actions: own = {} }]) =>
  Object.entries(own).map(([name, action]) => [`${file} ${name}`, action] as const),
);

it.each(actions)('%s can be looked up when it is an effect, and has a time limit', (_name, action) => {
  expect(action).toMatchObject(
    action.effect
      ? {
          perform: expect.any(Function),
          look: expect.any(Function),
          assume: expect.any(Function),
          settleMs: expect.any(Number),
        }
      : { perform: expect.any(Function) },
  );
  expect(action.timeoutMs).toEqual(expect.any(Function));
});
