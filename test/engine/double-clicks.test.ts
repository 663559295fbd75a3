import { afterEach, describe, expect, it } from '@jest/globals';
import { type Lab, openLab } from '../support/lab.ts';

let lab: Lab;
afterEach(() => lab.close());

/** Two clicks of their own, so soon after each other that the release could not move in between. */
const CASES = [
  ['a person says "done" twice', '- manual: Prepare\n  id: it', 'done', ['Urosa', 'Urosa']],
  ['two people say "done" at once', '- manual: Prepare\n  id: it', 'done', ['Urosa', 'Ulee']],
  ['a person is here twice', '- watch: production\n  id: it\n  for: 10m\n  active: 10m', 'here', ['Urosa', 'Urosa']],
] as const;

describe('a second click before the release has moved', () => {
  it.each(CASES)(
    '%s: it counts once, and the other is told that the question is closed',
    async (_what, phases, verb, people) => {
      lab = await openLab({ phases });
      const release = await lab.open();
      const answers = await Promise.allSettled(
        people.map((by, index) =>
          lab.engine.releases.submit(
            {
              order: 'answer',
              release,
              run: 'main',
              step: 'it',
              round: 1,
              verb,
              fields: { evidence: `seen by ${by}` },
            },
            { by, via: 'slack', key: `click/${index}` },
          ),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(answers[1]).toMatchObject({ reason: { code: 'stale' } });
      const said = (await lab.store.facts(release)).filter(({ type }) => type === verb);
      expect(said.map(({ by }) => by)).toEqual([people[0]]);
    },
  );

  it('two people may report a problem at once', async () => {
    lab = await openLab({ phases: '- watch: production\n  id: it\n  for: 10m' });
    const release = await lab.open();
    const reports = ['Urosa', 'Udana'].map((by) =>
      lab.engine.releases.submit(
        {
          order: 'answer',
          release,
          run: 'main',
          step: 'it',
          round: 1,
          verb: 'report',
          fields: { reason: 'it is slow' },
        },
        { by, via: 'slack', key: `report/${by}` },
      ),
    );
    await expect(Promise.all(reports)).resolves.toHaveLength(2);
  });
});
