import { describe, expect, it } from '@jest/globals';
import { parsePlaybook } from '../../../src/core/playbook/parse.ts';
import { planRelease } from '../../../src/core/release/open-plan.ts';
import { flatten } from '../../../src/core/release/plan.ts';
import { loadKit } from '../../../src/engine/load.ts';
import { changed, playbookOf, TINY } from '../../support/kit.ts';

const kit = await loadKit(new URL('../../../src/', import.meta.url));

const planOf = (source: string, type: string, slot = '2026-03-05T22:00Z') =>
  planRelease(playbookOf(parsePlaybook(source, 'tiny.yml', kit)), type, Date.parse(slot));

const idsOf = (plan: ReturnType<typeof planOf>): readonly string[] => flatten(plan.phases).map(({ step }) => step.id);

describe('the plan of a release', () => {
  it('has what its type has, and nothing else', () => {
    expect(idsOf(planOf(TINY, 'weekly'))).toContain('freeze-start');
    expect(idsOf(planOf(TINY, 'hotfix'))).toEqual([
      'deploy-staging',
      'check-smoke',
      'sign-off-functional-tests',
      'wait-5m',
      'deploy-production',
    ]);
  });

  it('makes times instants, counted from the slot', () => {
    expect(planOf(TINY, 'weekly').phases.map(({ at }) => at)).toEqual([
      undefined,
      undefined,
      Date.parse('2026-03-06T19:00Z'),
    ]);
    expect(planOf(TINY, 'weekly', '2026-03-12T21:00Z').phases[2]?.at).toBe(Date.parse('2026-03-13T18:00Z'));
  });

  it('lets an urgent release wait for no time', () => {
    const plan = planOf(changed(TINY, '- wait: 5m', '- wait: 5m\n        at: Fri 15:00'), 'hotfix');

    expect(flatten(plan.phases).map(({ step }) => step.at)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(plan.phases.map(({ at }) => at)).toEqual([undefined, undefined]);
  });

  it('puts the replacements of a type in place, title and all', () => {
    const wait = (type: string) => flatten(planOf(TINY, type).phases).find(({ step }) => step.id === 'wait-5m')?.step;

    expect(wait('weekly')).toMatchObject({ title: 'Wait 5m', spec: { value: { ms: 300_000 } } });
    expect(wait('hotfix')).toMatchObject({ title: 'Wait 1m', spec: { value: { ms: 60_000 } } });
  });

  it('gives a type what those it is based on have', () => {
    const source = changed(TINY, '  hotfix: {', '  quickfix: { base: hotfix, bump: patch }\n  hotfix: {');

    expect(idsOf(planOf(source, 'quickfix'))).toEqual(idsOf(planOf(source, 'hotfix')));
    expect(flatten(planOf(source, 'quickfix').phases).find(({ step }) => step.id === 'wait-5m')?.step.title).toBe(
      'Wait 1m',
    );
  });

  it('begins again at the nearest deploy before a refusal, else at the step itself', () => {
    const points = Object.fromEntries(
      flatten(planOf(TINY, 'weekly').phases).map(({ step }) => [step.id, step.retryFrom]),
    );

    expect(points).toEqual({
      'freeze-start': 'freeze-start',
      frozen: 'frozen',
      'deploy-staging': 'deploy-staging',
      'check-smoke': 'deploy-staging',
      'sign-off-functional-tests': 'deploy-staging',
      'wait-5m': 'deploy-staging',
      'deploy-production': 'deploy-production',
      'freeze-end': 'deploy-production',
    });
  });

  it('begins a rollback again inside the rollback', () => {
    expect(flatten(planOf(TINY, 'weekly').rollback).map(({ step }) => [step.id, step.retryFrom])).toEqual([
      ['manual-restore-the-database', 'manual-restore-the-database'],
      ['deploy-production-2', 'deploy-production-2'],
    ]);
  });

  it('leaves out lines that are not for its type', () => {
    const source = changed(
      TINY,
      '- check: smoke',
      '- checklist: Ready\n        lines: [Both, Weekly: { except: hotfix }]',
    );
    const lines = (type: string) =>
      flatten(planOf(source, type).phases).find(({ step }) => step.id === 'checklist-ready')?.step.spec.lines;

    expect(lines('weekly')).toHaveLength(2);
    expect(lines('hotfix')).toMatchObject([{ text: 'Both' }]);
  });

  it('is data: it survives being written down', () => {
    const plan = planOf(TINY, 'weekly');

    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
