import { describe, expect, it } from '@jest/globals';
import { freshLoopback, KARS, refusalOf } from './loopback.ts';

const here = freshLoopback();
const FREEZE = 'release-freeze/kars-17';

interface Wanted {
  readonly rules?: readonly object[];
  readonly bypass?: readonly object[];
  readonly include?: readonly string[];
}

const requires = (context: string, integration_id?: number) => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context, ...(integration_id && { integration_id }) }],
  },
});

/** A ruleset as Shipmate would make one. */
async function freeze({
  rules = [requires(FREEZE, 424242)],
  bypass = [],
  include = ['refs/heads/develop'],
}: Wanted = {}) {
  const { data } = await here()
    .asApp()
    .request({
      method: 'POST',
      url: '/repos/humac/kars/rulesets',
      name: 'Frozen',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include, exclude: [] } },
      bypass_actors: bypass,
      rules,
    });
  return Number(data.id);
}

const APP = { actor_type: 'Integration', actor_id: 424242, bypass_mode: 'always' };
const merge = (number = 45) => here().github.as('lee-kars').merge(number);

describe('a check that is required', () => {
  it('keeps everything out until it is there', async () => {
    await freeze();
    const { github } = here();

    await expect(merge()).rejects.toThrow(`Required status check "${FREEZE}" is expected.`);
    await expect(
      here()
        .as()
        .pulls.merge({ ...KARS, pull_number: 45 }),
    ).rejects.toMatchObject({ status: 405 });
    await expect(github.as('devon-kars').push({ branch: 'develop', files: { a: 'a' } })).rejects.toThrow('is expected');
    await expect(
      here()
        .asApp()
        .repos.merge({ ...KARS, base: 'develop', head: 'docs/on-call' }),
    ).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Repository rule violations found'),
    });
    expect(github.effects.map(({ kind }) => kind)).toEqual(['ruleset']);
  });

  it.each([
    ['of the App', 'success', true, true],
    ['of somebody else', 'success', false, false],
    ['that says no', 'failure', true, false],
    ['that is not through', 'pending', true, false],
  ] as const)('is met by a status %s: %s', async (_who, state, isApp, merges) => {
    await freeze();
    const { github, as, asApp } = here();
    const sha = github.pull(45).head.sha;

    await (isApp ? asApp() : as()).repos.createCommitStatus({ ...KARS, sha, state, context: FREEZE });
    const outcome = await merge().then(
      () => true,
      () => false,
    );

    expect(outcome).toBe(merges);
  });

  it('is lost with the next push', async () => {
    await freeze();
    const { github, asApp } = here();
    const { sha } = github.pull(45).head;
    await asApp().repos.createCommitStatus({ ...KARS, sha, state: 'success', context: FREEZE });

    await github.as('dana-kars').push({ branch: 'feat/saved-searches', files: { a: 'a' } });

    await expect(merge()).rejects.toThrow('is expected');
  });
});

describe('a bypass', () => {
  it('of the App is for what it does itself, and not for others', async () => {
    await freeze({ bypass: [APP] });

    await expect(merge()).rejects.toThrow('is expected');
    await here()
      .asApp()
      .pulls.merge({ ...KARS, pull_number: 45 });

    expect(here().github.pull(45).merged?.by).toBe('shipmate[bot]');
  });

  it('helps nothing that merges by itself, and goes ahead once the rule is off', async () => {
    const id = await freeze({ bypass: [{ actor_type: 'RepositoryRole', actor_id: 5, bypass_mode: 'always' }] });
    const { github, asApp } = here();

    await github.as('devon-kars').enableAutoMerge(45);
    await github.settled();
    const before = github.pull(45).state;
    await asApp().request('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
      ...KARS,
      ruleset_id: id,
      enforcement: 'disabled',
    });
    await github.settled();

    expect(before).toBe('open');
    expect(github.pull(45).merged?.by).toBe('devon-kars');
  });
});

describe('other rules', () => {
  it.each([
    ['update', { type: 'update' }, 'Cannot update this protected ref.'],
    ['merge_queue', { type: 'merge_queue' }, 'Changes must be made through the merge queue'],
    [
      'pull_request',
      { type: 'pull_request', parameters: { required_approving_review_count: 1 } },
      'At least 1 approving review is required',
    ],
  ])('%s', async (_type, rule, message) => {
    await freeze({ rules: [rule] });

    expect(
      await refusalOf(
        here()
          .as()
          .pulls.merge({ ...KARS, pull_number: 45 }),
      ),
    ).toMatchObject({
      status: 405,
      message: expect.stringContaining(message),
    });
  });

  it('ask for the approval of an owner, which a push takes away', async () => {
    const { github } = here();
    await github.as('devon-kars').push({ branch: 'develop', files: { '.github/CODEOWNERS': '/backend/ @lee-kars' } });
    const parameters = { require_code_owner_review: true, dismiss_stale_reviews_on_push: true };
    await freeze({ rules: [{ type: 'pull_request', parameters }] });

    await github.as('quinn-kars').review(45, 'approve');
    await expect(merge()).rejects.toThrow('Waiting on code owner review from lee-kars.');
    await github.as('lee-kars').review(45, 'approve');
    await github.as('dana-kars').push({ branch: 'feat/saved-searches', files: { a: 'a' } });

    await expect(merge()).rejects.toThrow('Waiting on code owner review');
    expect(github.pull(45).reviews.map(({ state }) => state)).toEqual(['DISMISSED', 'DISMISSED']);
  });

  it('are those of tags, too', async () => {
    const { asApp, tip } = here();
    await asApp().repos.createRepoRuleset({
      ...KARS,
      name: 'Tags',
      target: 'tag',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
      rules: [{ type: 'creation' }, { type: 'deletion' }],
    });
    const tag = (name: string) => asApp().git.createRef({ ...KARS, ref: `refs/tags/${name}`, sha: tip('main') });

    await expect(tag('v9.0.0')).rejects.toMatchObject({ status: 422, message: expect.stringContaining('creations') });
    await tag('rc-9.0.0');
    await expect(asApp().git.deleteRef({ ...KARS, ref: 'tags/v1.4.2' })).rejects.toMatchObject({ status: 422 });
  });

  it.each([
    ['~DEFAULT_BRANCH', 'main', true],
    ['~DEFAULT_BRANCH', 'develop', false],
    ['~ALL', 'develop', true],
    ['refs/heads/release/*', 'release/v1', true],
    ['refs/heads/release/*', 'release/v1/x', false],
    ['refs/heads/release/**', 'release/v1/x', true],
  ])('of %s hold for %s: %s', async (pattern, branch, holds) => {
    const id = await freeze({ include: [pattern] });

    const { data } = await here()
      .as()
      .repos.getBranchRules({ ...KARS, branch });

    expect(data.some((rule) => 'ruleset_id' in rule && rule.ruleset_id === id)).toBe(holds);
  });

  it('of classic protection hold as well, and are replaced as a whole', async () => {
    const { asApp, github } = here();
    const put = (contexts: string[] | null) =>
      asApp().repos.updateBranchProtection({
        ...KARS,
        branch: 'develop',
        required_status_checks: contexts && { strict: false, contexts },
        enforce_admins: true,
        required_pull_request_reviews: null,
        restrictions: null,
        lock_branch: contexts === null,
      });

    await put(['smoke']);
    await expect(merge()).rejects.toThrow('Required status check "smoke" is expected.');
    await put(null);
    await expect(github.as('devon-kars').merge(45)).rejects.toThrow('Cannot update this protected ref.');
  });
});

describe('a ruleset', () => {
  it('is changed in part, and tells only an admin who gets past it', async () => {
    const id = await freeze({ bypass: [APP] });
    const { as, asApp, github } = here();
    await asApp().request('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
      ...KARS,
      ruleset_id: id,
      enforcement: 'disabled',
    });
    const { data: whole } = await asApp().repos.getRepoRuleset({ ...KARS, ruleset_id: id });
    github.rights.token.administration = 'none';
    const { data: part } = await as().repos.getRepoRuleset({ ...KARS, ruleset_id: id });

    expect(whole).toMatchObject({ name: 'Frozen', enforcement: 'disabled', bypass_actors: [APP] });
    expect(whole.rules).toHaveLength(1);
    expect(part).not.toHaveProperty('bypass_actors');
  });

  it.each([
    ['without a rule that exists', { rules: [{ type: 'unheard-of' }] }],
    ['that is only tried out', { enforcement: 'evaluate' }],
    ['that has a name which is taken', { name: 'KARS: main' }],
  ])('%s is refused', async (_what, more) => {
    const asked = {
      method: 'POST',
      url: '/repos/humac/kars/rulesets',
      name: 'x',
      enforcement: 'active',
      ...more,
    } as const;

    await expect(here().asApp().request(asked)).rejects.toMatchObject({ status: 422 });
  });
});

describe('a merge queue', () => {
  const queued = async (...numbers: readonly number[]) => {
    for (const number of numbers) await here().github.as('lee-kars').enqueue(number);
    await here().github.settled();
  };

  it('merges what passes, in its order', async () => {
    await freeze({ rules: [{ type: 'merge_queue' }] });
    const { github } = here();

    await queued(45, 46);

    expect((await github.subjects('develop')).slice(0, 4)).toContain(
      'fix(login): no loop after a password was changed',
    );
    expect([github.pull(45), github.pull(46)].map(({ merged }) => merged?.by)).toEqual(['lee-kars', 'lee-kars']);
  });

  it('builds groups of several, and looks at the group alone', async () => {
    await freeze({ rules: [{ type: 'merge_queue' }, requires(FREEZE, 424242)] });
    const { github, asApp } = here();
    await queued(45, 46);
    const [first, second] = github.world.queue;
    const tell = (sha = '') => asApp().repos.createCommitStatus({ ...KARS, sha, state: 'success', context: FREEZE });

    await tell(second?.head);
    await github.settled();
    const before = github.pull(46).state;
    await tell(first?.head);
    await github.settled();

    expect(before).toBe('open');
    expect([github.pull(45).state, github.pull(46).state]).toEqual(['closed', 'closed']);
    expect(github.world.queue).toEqual([]);
  });

  it('throws out what fails', async () => {
    await freeze({ rules: [{ type: 'merge_queue' }] });
    const { github } = here();
    github.ci.checks.set('test', 'failure');

    await queued(45);

    expect(github.pull(45)).toMatchObject({ state: 'open', merged: null });
    expect(github.world.queue).toEqual([]);
  });
});
