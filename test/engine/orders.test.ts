import { afterEach, describe, expect, it } from '@jest/globals';
import { TransientError } from '../../src/core/errors.ts';
import type { Order } from '../../src/core/release/order.ts';
import { verifyChain } from '../../src/store/chain.ts';
import { gate, HOUR, type Lab, openLab, SECOND, soon } from '../support/lab.ts';
import { KARS_DIRECTORY } from '../support/workshop.ts';

let lab: Lab;
afterEach(() => lab.close());

/** Waits for Rosa, then deploys to production, then is signed off in two areas by QA. */
const PHASES = `
  - manual: Prepare
    id: prepare
  - deploy: production
  - sign-off: Tests
    from: qa
    areas: [Login, Assets]
    retry-from: prepare`;

async function openReady(more = ''): Promise<string> {
  lab = await openLab({
    phases: PHASES,
    types: 'weekly: { bump: minor }\nhotfix: { bump: patch, urgent: true, criteria: [Data is lost, It is down] }',
    more: `freeze: { branches: [work], mode: announce }\n${more}`,
  });
  return lab.open();
}

/** All that the database still says of a release. */
const everything = async (id: string): Promise<unknown> => [
  await lab.store.read(id),
  await lab.store.facts(id),
  await lab.db.selectFrom('outbox').selectAll().execute(),
  await lab.db.selectFrom('inbox').selectAll().execute(),
];

const prepared = (by = 'Urosa') => lab.answer('prepare', { verb: 'done', by, fields: { evidence: 'as planned' } });
const sign = (item: string, by = 'Uquinn') => lab.answer('sign-off-tests', { verb: 'give', item, by });

async function openDeployed(): Promise<string> {
  const id = await openReady();
  await prepared();
  return id;
}

describe('who may', () => {
  const ORDERS = {
    hold: { order: 'hold', release: 'lab-1', reason: 'wait' },
    cancel: { order: 'cancel', release: 'lab-1', reason: 'enough' },
    skip: { order: 'skip', release: 'lab-1', step: 'prepare', reason: 'done before' },
    blank: { order: 'blank', release: 'lab-1', seq: 1, reason: 'a secret' },
    start: { order: 'start', playbook: 'lab', type: 'hotfix', criteria: ['It is down'] },
    freeze: { order: 'freeze', playbook: 'lab', reason: 'holidays' },
  } as const satisfies Record<string, Readonly<Order>>;
  const leads = ['Urosa', 'Ulee'];

  it.each([
    ['hold', ['Uquinn', 'Udevon', 'Umia']],
    ['cancel', leads],
    ['skip', leads],
    ['blank', leads],
    ['start', [...leads, 'Udevon']],
    ['freeze', [...leads, 'Udevon']],
  ] as const)('%s: %j', async (name, people) => {
    for (const by of people) {
      await openReady();
      await expect(lab.order(ORDERS[name], by)).resolves.toEqual(expect.any(String));
      if (by !== people.at(-1)) await lab.close();
    }
  });

  it.each([
    ['hold', 'Udana', ['Urosa', 'Ulee', 'Uquinn', 'Uiris', 'Udevon', 'Uigor', 'Umia']],
    ['cancel', 'Udevon', leads],
    ['skip', 'Uquinn', leads],
    ['blank', 'Uigor', leads],
    ['start', 'Uquinn', [...leads, 'Udevon']],
    ['freeze', 'Uigor', [...leads, 'Udevon']],
  ] as const)('%s: not %s, who changes nothing and hears of %j', async (name, by, people) => {
    const id = await openReady();
    const { length } = await lab.facts(id);
    await expect(lab.order(ORDERS[name], by)).rejects.toMatchObject({ code: 'not_allowed', people });
    expect(await lab.facts(id)).toHaveLength(length);
  });

  it('a role that can not be resolved authorises nobody, and hides nothing else', async () => {
    const broken = { ...KARS_DIRECTORY, group: () => Promise.reject(new TransientError('Slack is down')) };
    lab = await openLab({ phases: PHASES }, { directory: broken });
    await lab.open();
    await prepared();
    await expect(sign('Login')).rejects.toMatchObject({ code: 'not_allowed', people: [] });
    await expect(lab.order({ order: 'hold', release: 'lab-1', reason: 'x' }, 'Urosa')).resolves.toContain('on hold');
  });

  it('somebody who is no member of the workspace has no role, whatever the playbook lists', async () => {
    lab = await openLab(
      { phases: PHASES },
      { directory: { ...KARS_DIRECTORY, isMember: async (id) => id !== 'Ulee' } },
    );
    await lab.open();
    await expect(prepared('Ulee')).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(prepared('Urosa')).resolves.toContain('Recorded');
  });
});

describe('an answer', () => {
  it('counts once however often it is delivered', async () => {
    const id = await openDeployed();
    const click = {
      order: 'answer',
      release: id,
      run: 'main',
      step: 'sign-off-tests',
      round: 1,
      verb: 'give',
      item: 'Login',
      fields: {},
    } as const;
    const sender = { by: 'Uquinn', via: 'slack', key: 'click/1' } as const;
    const twice = await Promise.all([
      lab.engine.releases.submit(click, sender),
      lab.engine.releases.submit(click, sender),
    ]);
    expect(await lab.engine.releases.submit(click, sender)).toEqual(twice[0]);
    expect(twice[1]).toEqual(twice[0]);
    expect((await lab.facts(id)).filter((fact) => fact === 'sign-off-tests/1 given')).toHaveLength(1);
  });

  it('counts once when two people press the same button at the same moment', async () => {
    const id = await openDeployed();
    const both = await Promise.allSettled([sign('Login', 'Uquinn'), sign('Login', 'Uiris')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'stale' } });
    expect((await lab.facts(id)).filter((fact) => fact === 'sign-off-tests/1 given')).toHaveLength(1);
  });

  it('counts once when one person clicks again', async () => {
    const id = await openDeployed();
    await sign('Login');
    await expect(sign('Login')).rejects.toMatchObject({ code: 'stale' });
    expect((await lab.facts(id)).filter((fact) => fact === 'sign-off-tests/1 given')).toHaveLength(1);
  });

  it('of an older round is stale, and says in which round the step is', async () => {
    const id = await openDeployed();
    await sign('Login');
    await lab.answer('sign-off-tests', { verb: 'reject', item: 'Assets', by: 'Uiris', fields: { reason: 'broken' } });
    await lab.answer('prepare', { verb: '@retry', by: 'Urosa' });
    await prepared();
    const click = {
      order: 'answer',
      release: id,
      run: 'main',
      step: 'sign-off-tests',
      round: 1,
      verb: 'give',
      item: 'Login',
      fields: {},
    } as const;
    await expect(lab.order(click, 'Uquinn')).rejects.toMatchObject({
      code: 'stale',
      message: expect.stringContaining('Tests is in round 2 now'),
      fix: '`/release status lab-1` shows where it stands.',
    });
  });

  it.each([
    ['a step that is done', 'prepare', 'done', 'is done'],
    ['a step that there is not', 'nonsense', 'done', 'the release has no such step'],
    ['a button that is not offered', 'sign-off-tests', 'explode', 'Tests is waiting'],
  ])('to %s is stale', async (_what, step, verb, message) => {
    const id = await openDeployed();
    const click = { order: 'answer', release: id, run: 'main', step, round: 1, verb, fields: {} } as const;
    await expect(lab.order(click, 'Urosa')).rejects.toMatchObject({
      code: 'stale',
      message: expect.stringContaining(message),
    });
  });

  it('to a release that has ended says how it ended', async () => {
    const id = await openReady();
    const click = {
      order: 'answer',
      release: id,
      run: 'main',
      step: 'prepare',
      round: 1,
      verb: 'done',
      fields: { evidence: 'x' },
    } as const;
    await lab.order({ order: 'cancel', release: id, reason: 'enough' }, 'Urosa');
    await expect(lab.order(click, 'Urosa')).rejects.toMatchObject({
      code: 'stale',
      message: expect.stringContaining('has ended (cancelled)'),
    });
  });

  it.each([
    ['nothing', {}, 'missing'],
    ['blanks only', { reason: ' \n\t ' }, 'missing'],
    ['3,001 characters', { reason: 'x'.repeat(3001) }, 'too_long'],
  ])('with %s in a required field is refused beside that field, and changes nothing', async (_what, fields, code) => {
    const id = await openDeployed();
    const { length } = await lab.facts(id);
    const reject = lab.answer('sign-off-tests', { verb: 'reject', item: 'Login', by: 'Uquinn', fields });
    await expect(reject).rejects.toMatchObject({ code, field: 'reason' });
    expect(await lab.facts(id)).toHaveLength(length);
  });

  it.each(['not a link', 'javascript:alert(1)', 'https://'])(
    'with %j where a link is asked for is refused',
    async (evidence) => {
      lab = await openLab({ phases: '- manual: Open the pull request\n  id: pull-request\n  evidence: link' });
      await lab.open();
      const done = lab.answer('pull-request', { verb: 'done', by: 'Urosa', fields: { evidence } });
      await expect(done).rejects.toMatchObject({ code: 'no_link', field: 'evidence' });
    },
  );

  it('with 3,000 characters, and words that would call everybody, is kept as it was said', async () => {
    const id = await openDeployed();
    const reason = `<!channel> & ${'x'.repeat(2987)}`;
    await lab.answer('sign-off-tests', { verb: 'reject', item: 'Login', by: 'Uquinn', fields: { reason } });
    const fact = (await lab.store.facts(id)).find(({ type }) => type === 'rejected');
    expect(JSON.parse(fact?.body ?? '')).toMatchObject({ reason });
    expect((await lab.said()).join()).not.toContain('<!channel>');
  });

  it('with a field that is not asked for leaves that field out', async () => {
    const id = await openReady();
    await lab.answer('prepare', { verb: 'done', by: 'Urosa', fields: { evidence: 'x', colour: 'blue' } });
    const fact = (await lab.store.facts(id)).find(({ type }) => type === 'done');
    expect(fact?.body).not.toContain('blue');
  });

  it('to a release that there is not names the command that lists them', async () => {
    await openReady();
    const order = lab.order({ order: 'hold', release: 'lab-99', reason: 'x' }, 'Urosa');
    await expect(order).rejects.toMatchObject({ code: 'no_release', fix: '`/release list` shows the open ones.' });
  });
});

describe('hold', () => {
  it('lets no effect start, and the click that asks for it counts all the same', async () => {
    const id = await openReady();
    await lab.order({ order: 'hold', release: id, reason: 'fire alarm' }, 'Uquinn');
    await prepared();
    await lab.pass(HOUR);
    expect(lab.world.effects).toEqual([]);
    expect(await lab.facts(id)).toContain('prepare/1 done');
    await lab.order({ order: 'resume', release: id }, 'Uquinn');
    expect(lab.world.effects).toEqual(['production 0.1.0']);
  });

  it('lets an effect that travels come to its end, and reads go on', async () => {
    lab = await openLab({ phases: '- parallel:\n    - deploy: production\n    - peek: window\n- deploy: staging' });
    lab.world.starts.push('lost');
    lab.world.failingReads = 3;
    const id = await lab.open();
    await lab.order({ order: 'hold', release: id, reason: 'fire alarm' }, 'Urosa');
    for (let seconds = 0; seconds < 10; seconds++) await lab.pass(2 * SECOND);
    expect(lab.world.reads).toBe(4);
    expect((await lab.steps(id)).slice(1)).toEqual([
      'deploy-production done',
      'peek-window done',
      'deploy-staging pending',
    ]);
    expect(lab.world.effects).toEqual(['production 0.1.0']);
  });

  it('is ended by whoever began it, or by the owner', async () => {
    const id = await openReady();
    const resume = (by: string) => lab.order({ order: 'resume', release: id }, by);
    await expect(resume('Urosa')).rejects.toMatchObject({ code: 'stale' });
    await lab.order({ order: 'hold', release: id, reason: 'fire alarm' }, 'Uquinn');
    await expect(lab.order({ order: 'hold', release: id, reason: 'x' }, 'Urosa')).rejects.toMatchObject({
      code: 'already',
      message: '`lab-1` is on hold already: fire alarm',
    });
    await expect(resume('Uiris')).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(resume('Ulee')).resolves.toBe('lab-1 goes on.');
  });

  it('chases nobody', async () => {
    lab = await openLab({ phases: '- manual: Prepare\n  id: prepare\n  due: 10m' });
    const id = await lab.open();
    await lab.order({ order: 'hold', release: id, reason: 'lunch' }, 'Urosa');
    await lab.jump(lab.now() + HOUR);
    expect((await lab.said()).join()).not.toContain(':hourglass:');
  });
});

describe('cancel', () => {
  it('ends a release that has not deployed, and every step of it', async () => {
    const id = await openReady();
    await lab.order({ order: 'cancel', release: id, reason: 'no <b>time</b>' }, 'Urosa');
    expect((await lab.release(id)).status).toBe('cancelled');
    expect(await lab.steps(id)).toEqual(['prepare skipped', 'deploy-production skipped', 'sign-off-tests skipped']);
    expect((await lab.said()).join()).toContain('no &lt;b&gt;time&lt;/b&gt;');
    await lab.pass(HOUR);
    expect(await lab.store.due(lab.now(), Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it('after the deploy is refused in favour of a rollback', async () => {
    const id = await openDeployed();
    await expect(lab.order({ order: 'cancel', release: id, reason: 'x' }, 'Urosa')).rejects.toMatchObject({
      code: 'deployed',
      fix: '`/release rollback lab-1` takes it back properly.',
    });
  });

  it('in the middle of a deploy to staging is refused until that is settled', async () => {
    lab = await openLab({ phases: '- deploy: staging\n- manual: Look\n- deploy: production' });
    const { open, closed } = gate();
    lab.world.starts.push(closed);
    const opening = lab.open();
    await soon(() => lab.world.effects.length > 0);
    const cancel = () =>
      lab.engine.releases.submit(
        { order: 'cancel', release: 'lab-1', reason: 'x' },
        { by: 'Urosa', via: 'slack', key: 'c' },
      );
    await expect(cancel()).rejects.toMatchObject({ code: 'unsettled' });
    open();
    await opening;
    await expect(cancel()).resolves.toMatchObject({ release: 'lab-1' });
  });
});

describe('skip', () => {
  it('needs a step that may be skipped', async () => {
    const id = await openReady();
    const skip = lab.order({ order: 'skip', release: id, step: 'deploy-production', reason: 'x' }, 'Urosa');
    await expect(skip).rejects.toMatchObject({
      code: 'not_allowed',
      message: 'nobody may skip Deploy to production, which is never skipped',
    });
  });

  it('keeps who skipped what and why', async () => {
    const id = await openDeployed();
    await lab.order({ order: 'skip', release: id, step: 'Tests', reason: 'only a text changed' }, 'Ulee');
    const fact = (await lab.store.facts(id)).find(({ type }) => type === 'step:skipped');
    expect(fact).toMatchObject({ step: 'sign-off-tests', by: 'Ulee', body: '{"note":"only a text changed"}' });
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('names the steps there are when it means none of them, or the open ones when none is stopped', async () => {
    const id = await openReady();
    const skip = (step?: string) =>
      lab.order({ order: 'skip', release: id, reason: 'x', ...(step && { step }) }, 'Urosa');
    await expect(skip('nonsense')).rejects.toMatchObject({
      code: 'no_step',
      fix: 'Its steps are: prepare, deploy-production, sign-off-tests.',
    });
    await expect(skip()).rejects.toMatchObject({
      code: 'nothing_stopped',
      fix: 'Under way: prepare. Name one to mean it.',
    });
  });
});

describe('retry', () => {
  it('--from an earlier step begins a new round there, whose sign-offs are given anew', async () => {
    const id = await openDeployed();
    await sign('Login');
    await lab.order({ order: 'retry', release: id, step: 'sign-off-tests', from: 'deploy-production' }, 'Urosa');
    expect(lab.world.effects).toEqual(['production 0.1.0', 'production 0.1.0']);
    const { round, ask } = await lab.step('sign-off-tests');
    expect(round).toBe(2);
    expect(ask?.items?.map(({ key, state }) => `${key} ${state}`)).toEqual(['Login open', 'Assets open']);
  });

  it.each([
    ['a step that is not stopped', { step: 'prepare' }, 'stale'],
    ['from a step that comes later', { step: 'prepare', from: 'sign-off-tests' }, 'later'],
    ['from a step that there is not', { step: 'prepare', from: 'nonsense' }, 'no_step'],
    ['when nothing is stopped', {}, 'nothing_stopped'],
  ])('is refused for %s', async (_what, order, code) => {
    const id = await openReady();
    await expect(lab.order({ order: 'retry', release: id, ...order }, 'Urosa')).rejects.toMatchObject({ code });
  });
});

describe('start', () => {
  it('opens one release at a time, also for two people at the same moment', async () => {
    lab = await openLab({ phases: PHASES });
    const start = (by: string) => lab.order({ order: 'start', playbook: 'lab', criteria: [] }, by);
    const both = await Promise.allSettled([start('Urosa'), start('Udevon')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'already_open' } });
    expect(await lab.store.openIds()).toEqual(['lab-1']);
  });

  it('opens an urgent type beside an open release, when one of its criteria is met', async () => {
    await openReady();
    const start = (criteria: string[]) =>
      lab.order({ order: 'start', playbook: 'lab', type: 'hotfix', criteria }, 'Urosa');
    await expect(start(['It is Monday'])).rejects.toMatchObject({ code: 'no_criterion', field: 'criteria' });
    await expect(start(['Data is lost'])).resolves.toContain('lab-2 is open');
  });

  it('gives two releases that are under way two versions', async () => {
    await openReady();
    const start = (version?: string) =>
      lab.order(
        { order: 'start', playbook: 'lab', type: 'hotfix', criteria: ['It is down'], ...(version && { version }) },
        'Urosa',
      );
    await expect(start('0.1.0')).rejects.toMatchObject({ code: 'taken_version', field: 'version' });
    await expect(start()).resolves.toBe('lab-2 is open: Lab v0.1.1.');
  });

  it.each([
    ['a playbook that there is not', { playbook: 'lib' }, 'no_playbook', 'Did you mean `lab`?'],
    ['a type that there is not', { type: 'monthly' }, 'no_type', 'It has: weekly.'],
    ['what is no version', { version: 'next' }, 'bad_version', 'Write one like `1.4.0`.'],
  ])('refuses %s', async (_what, more, code, fix) => {
    lab = await openLab({ phases: PHASES });
    const start = lab.order({ order: 'start', playbook: 'lab', criteria: [], ...more }, 'Urosa');
    await expect(start).rejects.toMatchObject({ code, fix });
    expect(await lab.store.openIds()).toEqual([]);
  });

  it('of a broken playbook tells every mistake, and what runs goes on', async () => {
    const id = await openReady();
    lab.writePlaybook('playbook: lab\nphases: []\n');
    const start = lab.order({ order: 'start', playbook: 'lab', criteria: [] }, 'Urosa');
    await expect(start).rejects.toMatchObject({
      code: 'playbook_invalid',
      message: expect.stringContaining('lab.yml:'),
    });
    await prepared();
    await sign('Login');
    await sign('Assets');
    expect((await lab.release(id)).status).toBe('finished');
  });
});

describe('blank', () => {
  it('takes the words of one fact away and leaves the chain whole', async () => {
    const id = await openDeployed();
    await lab.answer('sign-off-tests', { verb: 'reject', item: 'Login', by: 'Uquinn', fields: { reason: 'hunter2' } });
    const secret = (await lab.store.facts(id)).find(({ type }) => type === 'rejected');
    await lab.order({ order: 'blank', release: id, seq: secret?.seq ?? 0, reason: 'a password' }, 'Urosa');
    const facts = await lab.store.facts(id);
    const { release } = (await lab.store.read(id)) ?? {};
    expect(facts.find(({ seq }) => seq === secret?.seq)?.body).toBeNull();
    expect(JSON.stringify(await everything(id))).not.toContain('hunter2');
    expect(facts.at(-1)).toMatchObject({ type: 'fact:blanked', by: 'Urosa' });
    expect(verifyChain(facts, { seq: release?.seq ?? 0, hash: release?.head ?? '' })).toMatchObject({
      problems: [],
    });
  });

  it('leaves the release able to go on, though the fact was of the round under way', async () => {
    const id = await openDeployed();
    await sign('Login');
    const given = (await lab.store.facts(id)).find(({ type }) => type === 'given');
    await lab.order({ order: 'blank', release: id, seq: given?.seq ?? 0, reason: 'a password' }, 'Urosa');
    expect(lab.problems).toEqual([]);
    const { status, ask } = await lab.step('sign-off-tests');
    expect(status).toBe('waiting');
    expect(ask?.items?.map(({ key, state }) => `${key} ${state}`)).toEqual(['Login open', 'Assets open']);
  });

  it('never takes away what Shipmate itself goes by: a deploy would be done again', async () => {
    const id = await openDeployed();
    const started = (await lab.store.facts(id)).find(({ type }) => type === 'started');
    const blank = lab.order({ order: 'blank', release: id, seq: started?.seq ?? 0, reason: 'x' }, 'Urosa');
    await expect(blank).rejects.toMatchObject({ code: 'no_fact' });
  });

  it('refuses a number that no fact has', async () => {
    const id = await openReady();
    await expect(lab.order({ order: 'blank', release: id, seq: 999, reason: 'x' }, 'Urosa')).rejects.toMatchObject({
      code: 'no_fact',
    });
  });
});
