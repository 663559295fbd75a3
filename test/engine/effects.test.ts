import { afterEach, describe, expect, it } from '@jest/globals';
import { createEngine } from '../../src/engine/engine.ts';
import { perform } from '../../src/engine/perform.ts';
import { gate, type Lab, openLab, SECOND, soon } from '../support/lab.ts';

/** A deploy is given up after 15 s, and looked at 5 s later. */
const SETTLED = 20 * SECOND;

let lab: Lab;
afterEach(() => lab.close());

async function openDeploy(): Promise<void> {
  lab = await openLab({ phases: '- deploy: staging' });
}

async function oneIntent(id: string) {
  const [intent] = (await lab.store.read(id))?.intents ?? [];
  if (!intent) throw new Error(`${id} has no open intent`);
  return intent;
}

describe('an effect', () => {
  it('that goes well happens once, with its intent written down before it', async () => {
    await openDeploy();
    const id = await lab.open();
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect(lab.world.looked).toBe(0);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('whose answer was lost is looked up when it has settled, and not done again', async () => {
    await openDeploy();
    lab.world.starts.push('lost');
    const id = await lab.open();
    await lab.pass(SETTLED - 1);
    expect(lab.world.looked).toBe(0);
    await lab.pass(1);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('that arrives after its time limit is found, because nobody looks before it has settled', async () => {
    await openDeploy();
    lab.world.starts.push('travelling');
    const id = await lab.open();
    await lab.pass(SETTLED - 1);
    lab.world.arrive();
    await lab.pass(1);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('that never happened is done again, once', async () => {
    await openDeploy();
    lab.world.starts.push('nothing');
    const id = await lab.open();
    await lab.pass(SETTLED);
    await lab.pass(SECOND);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect((await lab.release(id)).status).toBe('finished');
    expect(await lab.facts(id)).toContain('deploy-staging/1 effect:did-not');
  });

  it('that is under way is looked at again when the other side says', async () => {
    await openDeploy();
    lab.world.starts.push('travelling');
    lab.world.looks.push({ stillMs: 7 * SECOND });
    const id = await lab.open();
    await lab.pass(SETTLED);
    await lab.pass(7 * SECOND - 1);
    expect(lab.world.looked).toBe(1);
    lab.world.arrive();
    await lab.pass(1);
    expect(lab.world.looked).toBe(2);
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('that is refused is tried five times with growing pauses, and then stops for a person', async () => {
    await openDeploy();
    lab.world.starts.push(...Array.from({ length: 9 }, () => 'refused' as const));
    const id = await lab.open();
    const triesAfter = async (ms: number): Promise<number> => {
      await lab.pass(ms);
      return 9 - lab.world.starts.length;
    };
    expect(await triesAfter(0)).toBe(1);
    expect(await triesAfter(999)).toBe(1);
    expect(await triesAfter(1)).toBe(2);
    expect(await triesAfter(2 * SECOND)).toBe(3);
    expect(await triesAfter(4 * SECOND)).toBe(4);
    expect(await triesAfter(8 * SECOND)).toBe(5);
    expect(await triesAfter(16 * SECOND)).toBe(5);
    const stopped = await lab.step('deploy-staging');
    expect(stopped.status).toBe('stopped');
    expect(stopped.note).toContain('tried 5 times, and it never went through: the lab is closed');

    lab.world.starts.length = 0;
    await lab.order({ order: 'retry', release: id }, 'Urosa');
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect((await lab.release(id)).status).toBe('finished');
  });
});

describe('an effect that nobody knows the end of', () => {
  const unsure = async (): Promise<string> => {
    await openDeploy();
    lab.world.starts.push('nothing');
    lab.world.looks.push({ unsure: 'the list of deploys is gone' });
    const id = await lab.open();
    await lab.pass(SETTLED);
    return id;
  };

  it('is asked of the owner and the deputies, and waits for as long as it takes', async () => {
    const id = await unsure();
    await lab.pass(100 * SETTLED);
    expect(lab.world.looked).toBe(1);
    expect(lab.world.effects).toEqual([]);
    const question = (await lab.said()).find((text) => text.startsWith(':question:'));
    expect(question).toContain('nobody can tell whether it happened (the list of deploys is gone)');
    expect((await lab.release(id)).unsure).toMatchObject([{ step: 'deploy-staging', of: ['lead', 'lead'] }]);
  });

  it.each([
    ['happened', 'finished', [], 'deploy-staging done'],
    ['did-not', 'finished', ['staging 0.1.0'], 'deploy-staging done'],
    ['skip', 'finished', [], 'deploy-staging skipped'],
  ] as const)('goes on when a person says %s', async (outcome, status, effects, step) => {
    const id = await unsure();
    const { intent = '' } = (await lab.release(id)).unsure[0] ?? {};
    await lab.order({ order: 'settle', release: id, intent, outcome }, 'Ulee');
    await lab.pass(SECOND);
    expect(lab.world.effects).toEqual(effects);
    expect((await lab.release(id)).status).toBe(status);
    expect(await lab.steps(id)).toEqual([step]);
    const answered = (await lab.store.facts(id)).find(({ type }) => type === 'effect:settled');
    expect(answered).toMatchObject({ by: 'Ulee', body: JSON.stringify({ action: 'start', outcome }) });
  });

  it('is settled by those who own it, and only once', async () => {
    const id = await unsure();
    const { intent = '' } = (await lab.release(id)).unsure[0] ?? {};
    const settle = (by: string) => lab.order({ order: 'settle', release: id, intent, outcome: 'happened' }, by);
    await expect(settle('Uquinn')).rejects.toMatchObject({ code: 'not_allowed', people: ['Urosa', 'Ulee'] });
    await settle('Urosa');
    await expect(settle('Urosa')).rejects.toMatchObject({ code: 'stale' });
  });

  it('holds back a retry until it is answered', async () => {
    const id = await unsure();
    const again = lab.order({ order: 'retry', release: id, step: 'deploy-staging', from: 'deploy-staging' }, 'Urosa');
    await expect(again).rejects.toMatchObject({ code: 'unsettled', fix: 'Answer the question about it first.' });
  });

  it('is asked when three looks fail', async () => {
    await openDeploy();
    lab.world.starts.push('lost');
    lab.world.looks.push(new Error('503'), new Error('503'), new Error('503'));
    const id = await lab.open();
    await lab.pass(SETTLED);
    await lab.pass(60 * SECOND);
    expect((await lab.release(id)).unsure).toEqual([]);
    await lab.pass(60 * SECOND);
    expect((await lab.release(id)).unsure[0]?.why).toBe('the look failed 3 times: 503');
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
  });
});

describe('a late result', () => {
  it('of a superseded round is kept, and moves nothing', async () => {
    lab = await openLab({ phases: '- manual: Look at the weather\n- deploy: staging' });
    const { open, closed } = gate();
    lab.world.starts.push(closed);
    const id = await lab.open();
    const done = lab.answer('manual-look-at-the-weather', { verb: 'done', by: 'Urosa', fields: { evidence: 'sun' } });
    await soon(() => lab.world.effects.length > 0);
    const { engine } = lab;
    await engine.releases.submit(
      { order: 'retry', release: id, step: 'deploy-staging', from: 'manual-look-at-the-weather' },
      { by: 'Urosa', via: 'slack', key: 'again' },
    );
    open();
    await done;
    expect(await lab.facts(id)).toContain('deploy-staging/1 late:started');
    expect(await lab.steps(id)).toEqual(['manual-look-at-the-weather waiting', 'deploy-staging pending']);

    await lab.answer('manual-look-at-the-weather', { verb: 'done', by: 'Urosa', fields: { evidence: 'rain' } });
    expect(lab.world.effects).toEqual(['staging 0.1.0', 'staging 0.1.0']);
    expect(await lab.facts(id)).toContain('deploy-staging/2 started');
    expect((await lab.release(id)).status).toBe('finished');
  });
});

describe('another process', () => {
  it('looks at what the first one left, does nothing twice, and keeps what the first one brings late', async () => {
    await openDeploy();
    const { open, closed } = gate();
    lab.world.starts.push(closed);
    void lab.open();
    await soon(() => lab.world.effects.length > 0);
    const rival = createEngine({ ...lab.parts, owner: 'rival' });
    await rival.start();
    await rival.settled();
    expect(lab.world.looked).toBe(0);
    lab.wait(SETTLED);
    await rival.tick();
    await rival.settled();
    expect((await lab.release('lab-1')).status).toBe('finished');

    open();
    await lab.settle();
    await rival.stop(1_000);
    expect(lab.world.effects).toEqual(['staging 0.1.0']);
    expect((await lab.facts('lab-1')).at(-1)).toBe('deploy-staging/1 late:started');
    expect(await lab.steps('lab-1')).toEqual(['deploy-staging done']);
  });

  it.each(['closed', 'taken over'])(
    'that wakes up before its call does not make it when the intent was %s',
    async (fate) => {
      await openDeploy();
      lab.world.starts.push('nothing');
      lab.world.looks.push(fate === 'closed' ? { didNot: true } : { stillMs: 60 * SECOND });
      const id = await lab.open();
      const { id: intent } = await oneIntent(id);
      const rival = createEngine({ ...lab.parts, owner: 'rival' });
      await lab.store.voidLeases('rival');
      lab.wait(SETTLED);
      await rival.tick();
      await rival.settled();
      expect(lab.world.looked).toBe(1);

      const wanted = { release: id, run: 'main', step: 'deploy-staging', round: 1, action: 'start', intent };
      await perform(wanted, lab.parts);
      await rival.stop(1_000);
      expect(lab.world.effects).toEqual([]);
    },
  );
});

describe('a read', () => {
  it('that fails is tried again with growing pauses', async () => {
    lab = await openLab({ phases: '- peek: window' });
    lab.world.failingReads = 3;
    const id = await lab.open();
    expect(lab.world.reads).toBe(1);
    for (const [pause, reads] of [
      [SECOND - 1, 1],
      [1, 2],
      [2 * SECOND, 3],
      [4 * SECOND, 4],
    ] as const) {
      await lab.pass(pause);
      expect(lab.world.reads).toBe(reads);
    }
    expect((await lab.release(id)).status).toBe('finished');
  });

  it('that fails eight times in a row stops for a person', async () => {
    lab = await openLab({ phases: '- peek: window' });
    lab.world.failingReads = 8;
    const id = await lab.open();
    for (let times = 0; times < 10; times++) await lab.pass(60 * SECOND);
    expect(lab.world.reads).toBe(8);
    expect(await lab.step('peek-window')).toMatchObject({ status: 'stopped', note: 'the window is dirty' });
    await lab.order({ order: 'retry', release: id }, 'Urosa');
    expect((await lab.release(id)).status).toBe('finished');
  });
});
