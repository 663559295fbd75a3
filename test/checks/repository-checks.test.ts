import { describe, expect, it } from '@jest/globals';
import alerts from '../../src/checks/alerts.ts';
import commits from '../../src/checks/commits.ts';
import merged from '../../src/checks/merged.ts';
import reviews from '../../src/checks/reviews.ts';
import workflow from '../../src/checks/workflow.ts';
import type { Alert } from '../../src/core/repository/alerts.ts';
import type { Opinion } from '../../src/core/repository/pull-requests.ts';
import type { WorkflowRun } from '../../src/core/repository/workflows.ts';
import { aPull } from '../support/memory-pulls.ts';
import { aCodeBase, askOf } from '../support/repository-check.ts';
import { aPlaybook } from '../support/step-view.ts';

describe('reviews', () => {
  /** A pull request that became this commit, with so many approvals. */
  function merge(repository: ReturnType<typeof aCodeBase>, number: number, approvals: number, commit: string): void {
    const { pulls, reviews: given } = repository.world;
    const opinion = (index: number): Opinion => ({ login: `p${index}`, state: 'approved', commit, at: index });
    const opinions = Array.from({ length: approvals }, (_, index) => opinion(index));
    pulls.set(number, aPull({ number, title: `Change ${number}`, state: 'merged', mergeCommit: commit }));
    given.set(number, { opinions, decision: 'approved', awaited: [] });
  }

  const ask = (repository: ReturnType<typeof aCodeBase>) => askOf(reviews, { value: 'work' }, { repository });

  it('measures the approvals of the least reviewed change since the live version', async () => {
    const repository = aCodeBase();
    const { git } = repository.world;
    merge(repository, 1, 2, git.branches.get('develop') ?? '');
    git.cut('feature', 'develop');
    git.commit('feature', { subject: 'feat: a part' });
    git.commit('feature', { subject: 'feat: another part' });
    merge(repository, 2, 1, String(git.merge('develop', 'feature', 'Merge pull request #2 from acme/feature')));

    expect(await ask(repository)).toMatchObject({
      outcome: 'pass',
      measures: { approvals: 1 },
      evidence: ['1 approvals: #2 Change 2', '2 approvals: #1 Change 1'],
    });
  });

  it('does not count a request for changes as an approval', async () => {
    const repository = aCodeBase();
    const tip = repository.world.git.branches.get('develop') ?? '';
    merge(repository, 1, 0, tip);
    const opinions = [{ login: 'a', state: 'changes-requested', commit: tip, at: 1 }] as const;
    repository.world.reviews.set(1, { opinions, decision: 'changes-requested', awaited: [] });

    expect(await ask(repository)).toMatchObject({ measures: { approvals: 0 } });
  });

  it('does not believe a subject that names a pull request which did not bring it', async () => {
    const repository = aCodeBase();
    merge(repository, 1, 3, 'f'.repeat(40));

    expect(await ask(repository)).toMatchObject({
      outcome: 'unknown',
      evidence: [expect.stringContaining('something new (#1)')],
    });
  });

  it('is unknown for what was pushed without a pull request', async () => {
    const repository = aCodeBase();
    merge(repository, 1, 1, repository.world.git.branches.get('develop') ?? '');
    repository.world.git.commit('develop', { subject: 'fix: in a hurry' });

    expect(await ask(repository)).toMatchObject({ outcome: 'unknown' });
  });

  it('takes a merge that brings only what was live before for no change', async () => {
    const repository = aCodeBase();
    const { git } = repository.world;
    merge(repository, 1, 1, git.branches.get('develop') ?? '');
    git.commit('main', { subject: 'chore: release v1.4.1' });
    git.tag('v1.4.1', 'main');
    git.merge('develop', 'main', 'Merge main into develop');

    expect(await ask(repository)).toMatchObject({ outcome: 'pass', measures: { approvals: 1 } });
  });

  it.each([
    ['no version was tagged', (world: ReturnType<typeof aCodeBase>['world']) => world.git.tags.clear()],
    ['nothing is new', (world: ReturnType<typeof aCodeBase>['world']) => world.git.cut('develop', 'v1.4.0')],
    ['the branch is gone', (world: ReturnType<typeof aCodeBase>['world']) => world.git.branches.delete('develop')],
  ])('is unknown when %s', async (_when, change) => {
    const repository = aCodeBase();
    change(repository.world);

    expect(await ask(repository)).toMatchObject({ outcome: 'unknown', measures: {} });
  });
});

describe('commits', () => {
  const ask = (repository: ReturnType<typeof aCodeBase>) => askOf(commits, { value: 'work' }, { repository });

  it('measures the share that says of what type it is, and names the others', async () => {
    const repository = aCodeBase();
    const { git } = repository.world;
    git.commit('develop', { subject: 'Quick fix' });
    git.commit('develop', { subject: 'fix(api)!: another' });
    git.commit('develop', { subject: 'docs: words' });

    expect(await ask(repository)).toMatchObject({
      outcome: 'pass',
      note: '3 of 4 commits since v1.4.0 say of what type they are',
      measures: { conventional: 0.75 },
      evidence: [expect.stringMatching(/^\w{7} Quick fix$/)],
    });
  });

  it('does not count merges', async () => {
    const repository = aCodeBase();
    const { git } = repository.world;
    git.cut('feature', 'develop');
    git.commit('feature', { subject: 'feat: a part' });
    git.merge('develop', 'feature', 'Merge pull request #2 from acme/feature');

    expect(await ask(repository)).toMatchObject({ measures: { conventional: 1 } });
  });

  it('is unknown when the playbook does not say what is live', async () => {
    const repository = aCodeBase();

    expect(await askOf(commits, { value: 'work' }, { repository, more: { playbook: aPlaybook() } })).toMatchObject({
      outcome: 'unknown',
      note: expect.stringContaining('`tags: { production: v<version> }`'),
    });
  });
});

describe('alerts', () => {
  const alert = (severity: Alert['severity']): Alert => ({ severity, title: `a ${severity} one`, url: 'https://x' });

  it('measures what is high or worse, and all of it', async () => {
    const repository = aCodeBase();
    repository.world.alerts.set('dependabot', [alert('low'), alert('critical'), alert('medium')]);
    repository.world.alerts.set('code-scanning', [alert('high')]);

    expect(await askOf(alerts, { value: ['dependabot', 'code-scanning'] }, { repository })).toMatchObject({
      note: 'dependabot and code-scanning: 2 high or worse, 4 in all',
      measures: { high: 2, total: 4 },
      evidence: [
        'critical: a critical one https://x',
        'high: a high one https://x',
        expect.anything(),
        expect.anything(),
      ],
    });
  });

  it('takes a secret that leaked for high, which nobody rates', async () => {
    const repository = aCodeBase();
    repository.world.alerts.set('secret-scanning', [alert('unknown')]);

    expect(await askOf(alerts, { value: 'secret-scanning' }, { repository })).toMatchObject({ measures: { high: 1 } });
  });

  it('gives no number when one of them can not be read', async () => {
    const repository = aCodeBase();
    const closed = { open: () => Promise.reject(new Error('Dependabot alerts are disabled for this repository.')) };
    const more = { repository: () => ({ ...repository, alerts: closed }) };

    await expect(askOf(alerts, { value: 'dependabot' }, { repository, more })).rejects.toThrow('are disabled');
  });
});

describe('workflow', () => {
  const run = (state: WorkflowRun['state'], headCommit: string): WorkflowRun => ({
    id: 1,
    url: 'https://x/runs/1',
    name: 'smoke.yml',
    state,
    word: state,
    attempt: 1,
    headCommit,
  });

  it.each([
    ['success', 'pass'],
    ['failure', 'fail'],
    ['running', 'unknown'],
    ['queued', 'unknown'],
    ['waiting', 'unknown'],
  ] as const)('that is %s is %s, and starts none', async (state, outcome) => {
    const repository = aCodeBase();
    repository.world.runs.set(1, run(state, repository.world.git.branches.get('develop') ?? ''));

    expect(await askOf(workflow, { value: 'smoke.yml' }, { repository })).toMatchObject({
      outcome,
      evidence: ['https://x/runs/1'],
    });
    expect(repository.world.dispatched).toEqual([]);
  });

  it('is unknown when it has run on another commit only', async () => {
    const repository = aCodeBase();
    repository.world.runs.set(1, run('success', repository.world.git.resolve('v1.4.0') ?? ''));

    expect(await askOf(workflow, { value: 'smoke.yml' }, { repository })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('merged', () => {
  const open = [{ number: 4, title: 'Export', isPullRequest: true }];
  const planned = (left: typeof open, closed: number | null) => ({ url: 'https://x', open: left, closed });

  it.each([
    ['passes when nothing is left', 'milestone v1.5.0', planned([], 3), { outcome: 'pass' }],
    ['finds the milestone without a `v`, too', 'milestone 1.5.0', planned([], 3), { outcome: 'pass' }],
    [
      'fails with what is open',
      'milestone v1.5.0',
      planned(open, 3),
      { outcome: 'fail', evidence: ['#4 Export (pull request)'], measures: { open: 1 } },
    ],
    ['is unknown when nothing was planned', 'milestone v1.5.0', planned([], 0), { outcome: 'unknown' }],
    [
      'is unknown without the milestone',
      'milestone v1.4.0',
      planned([], 3),
      { outcome: 'unknown', note: 'there is no milestone `v1.5.0 or 1.5.0`' },
    ],
  ])('%s', async (_fact, key, plan, expected) => {
    const repository = aCodeBase();
    repository.world.planned.set(key, plan);

    expect(await askOf(merged, { value: 'milestone' }, { repository })).toMatchObject(expected);
  });

  it('asks for a label by its name, in which words are filled in', async () => {
    const repository = aCodeBase();
    repository.world.planned.set('label ships-in-1.5.0', planned([], null));

    expect(await askOf(merged, { value: 'label', name: 'ships-in-<version>' }, { repository })).toMatchObject({
      outcome: 'pass',
    });
  });

  it.each([{ value: 'label' }, { value: 'label', name: 'a,b' }])('refuses %j', (written) => {
    expect(merged.settings.safeParse(written).success).toBe(false);
  });
});
