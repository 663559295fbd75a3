import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePlaybook } from '../src/core/playbook/parse.ts';
import { planRelease } from '../src/core/release/open-plan.ts';
import { flatten } from '../src/core/release/plan.ts';
import { loadKit } from '../src/engine/load.ts';
import { playbookOf, problemsIn } from './support/kit.ts';

const kit = await loadKit(new URL('../src/', import.meta.url));
const FOLDER = new URL('../data/playbooks/', import.meta.url);

const files = readdirSync(FOLDER);
const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

it.each(files)('%s has no mistake', (file) => {
  expect(problemsIn(read(file), kit, file)).toEqual([]);
});

describe('the weekly release of KARS', () => {
  const playbook = playbookOf(parsePlaybook(read('kars-weekly.yml'), 'kars-weekly.yml', kit));
  const weekly = planRelease(playbook, 'weekly', Date.parse('2026-03-05T22:00Z'));
  const hotfix = planRelease(playbook, 'hotfix', Date.parse('2026-03-04T15:00Z'));
  const step = (id: string) =>
    flatten([...weekly.phases, ...weekly.rollback]).find((flat) => flat.step.id === id)?.step;

  it('keeps the times of the written process', () => {
    expect(weekly.phases.filter(({ at }) => at !== undefined).map(({ title, at }) => [title, at])).toEqual([
      ['Testing', Date.parse('2026-03-06T14:00Z')],
      ['Release preparation', Date.parse('2026-03-06T18:00Z')],
      ['Deployment', Date.parse('2026-03-06T19:00Z')],
    ]);
  });

  it('goes back to staging when one of the four areas is rejected', () => {
    expect(step('sign-off-functional-tests')).toMatchObject({
      owner: 'qa',
      due: 'Fri 12:00',
      retryFrom: 'deploy-staging',
      spec: { areas: ['Authentication', 'Asset management', 'User management', 'Admin features'] },
    });
  });

  it('never ships without staging, a backup and a way back', () => {
    expect(step('deploy-staging')?.skip).toEqual([]);
    expect(step('manual-database-backup')?.skip).toEqual([]);
    expect(step('deploy-production')).toMatchObject({ skip: [], onFail: 'rollback' });
    expect(flatten(weekly.phases).map(({ step: { spec } }) => spec.value)).toContainEqual([
      'production/healthy',
      'production/rollback',
    ]);
  });

  it('lets only the incident commander decide a rollback: stop, deploy the previous version, verify, watch', () => {
    expect(playbook.rollback?.decidedBy).toEqual(['commander']);
    expect(flatten(weekly.rollback).map(({ step: { kind } }) => kind)).toEqual([
      'stop',
      'manual',
      'deploy',
      'check',
      'deployment',
      'watch',
    ]);
    expect(step('deploy-production-2')?.spec).toMatchObject({ version: 'previous' });
  });

  it('cuts the version in the order of the written process, and puts it back into develop', () => {
    const kinds = flatten(weekly.phases).map(({ step: { kind } }) => kind);
    const cut = ['branch', 'bump', 'notes', 'pull-request', 'merge', 'tag', 'merge', 'delete-branch', 'notes'];

    expect(kinds.filter((kind) => cut.includes(kind))).toEqual(cut);
    expect(playbook.freeze).toMatchObject({ mode: 'ruleset', exceptions: { approvedBy: ['lead', 'team-lead'] } });
  });

  it('tells GitHub what runs as soon as that was checked, and goes on when it can not', () => {
    const recording = flatten([...weekly.phases, ...weekly.rollback]).filter(
      ({ step: { kind } }) => kind === 'deployment',
    );
    const ids = flatten(weekly.phases).map(({ step: { id } }) => id);

    expect(recording.map(({ step: { onFail } }) => onFail)).toEqual(['continue', 'continue']);
    expect(ids.indexOf('deployment-production')).toBeGreaterThan(ids.indexOf('check-production-speed'));
    expect(ids.indexOf('deployment-production')).toBeLessThan(ids.indexOf('watch-production'));
  });

  it('lifts the freeze only when the release is complete', () => {
    const kinds = flatten(weekly.phases).map(({ step: { id } }) => id);

    expect(kinds.indexOf('freeze-end')).toBeGreaterThan(kinds.indexOf('announce-release-complete'));
  });

  it('makes a hotfix short: no freeze, no waiting, a fix that is tested on staging, 15 minutes of watching', () => {
    const steps = flatten(hotfix.phases).map((flat) => flat.step);

    expect(hotfix.phases.map(({ title }) => title)).toEqual([
      'Fix',
      'Release preparation',
      'Deployment',
      'Verification',
      'Monitoring',
      'Completion',
    ]);
    expect(hotfix.phases.every(({ at }) => at === undefined)).toBe(true);
    expect(steps.some(({ kind }) => kind === 'freeze')).toBe(false);
    expect(playbook.types.hotfix?.branch).toEqual({ pattern: 'hotfix/v<version>', from: 'tags/production' });
    expect(steps.find(({ kind }) => kind === 'watch')?.spec).toMatchObject({ for: 15 * 60_000 });
  });
});
