import { describe, expect, it } from '@jest/globals';
import type { KnownBlock } from '@slack/types';
import type { ReleaseView } from '../../../src/core/release/release.ts';
import { blockProblems, tooLongTogether } from '../../../src/sandbox/slack/block-rules.ts';
import { releaseCard } from '../../../src/slack/blocks/release-card.ts';
import { requestCard } from '../../../src/slack/blocks/request-card.ts';
import { date } from '../../../src/slack/blocks/words.ts';
import { anAsk, aReleaseView, aRun, aStep, THURSDAY, withStep } from '../../support/release-view.ts';

const MENTIONS = new Map([['qa', ['U0QUINN', 'U0IRIS']]]);
const REQUEST = { run: 'main', step: 'qa-sign-off', round: 1 };

function buttonsOf(blocks: readonly KnownBlock[]): readonly string[] {
  return blocks.flatMap((block) => {
    const elements = block.type === 'actions' ? block.elements : block.type === 'section' ? [block.accessory] : [];
    return elements.flatMap((element) => (element?.type === 'button' ? [element.text.text] : []));
  });
}

function textOf(blocks: readonly KnownBlock[]): string {
  return JSON.stringify(blocks);
}

const open = aReleaseView();
const inProduction = withStep(open, 'production', { status: 'waiting', note: 'building' });
const stopped = withStep(inProduction, 'production', { status: 'stopped', note: 'exit code 1' });
const rollingBack: ReleaseView = {
  ...inProduction,
  runs: [
    { ...(inProduction.runs[0] ?? aRun([])), status: 'suspended' },
    aRun([aStep('back', { kind: 'deploy', status: 'active' })], {
      id: 'rollback-1',
      toVersion: '1.4.2',
      reason: 'errors',
    }),
  ],
};
const held: ReleaseView = { ...open, hold: { by: 'U0ROSA', at: THURSDAY, reason: 'wait for legal' } };

describe('the card of a release', () => {
  it.each([
    ['offers to hold what is under way', open, ['Hold']],
    ['offers to resume what is on hold', held, ['Resume']],
    ['offers to roll back once production is touched', inProduction, ['Hold', 'Roll back …']],
    [
      'offers to retry and to skip what is stopped',
      stopped,
      ['Retry Deploy to production', 'Skip Deploy to production', 'Hold', 'Roll back …'],
    ],
    ['offers no second rollback while one runs', rollingBack, ['Hold']],
    [
      'offers another rollback when one came to a stop',
      withStep(rollingBack, 'back', { status: 'stopped', note: 'exit code 1' }),
      ['Retry back', 'Skip back', 'Hold', 'Roll back …'],
    ],
    [
      'offers to roll back what an earlier round has put there',
      withStep(open, 'production', { status: 'pending', round: 2 }),
      ['Hold', 'Roll back …'],
    ],
    ['has no buttons after the end', { ...open, status: 'finished', runs: [aRun([], { status: 'finished' })] }, []],
    ['has no buttons when cancelled', { ...open, status: 'cancelled', runs: [aRun([], { status: 'cancelled' })] }, []],
  ] as const)('%s', (_fact, view, labels) => {
    expect(buttonsOf(releaseCard(view, MENTIONS).blocks)).toEqual(labels);
  });

  it('says what it waits for and who can clear it', () => {
    expect(textOf(releaseCard(open, MENTIONS).blocks)).toContain(
      '*Functional sign-off*: waits for qa · can be cleared by qa (<@U0QUINN>, <@U0IRIS>)',
    );
  });

  it('shows who nobody could be found for by the name of the role', () => {
    expect(textOf(releaseCard(open, new Map()).blocks)).toContain('can be cleared by `qa`');
  });

  it('reads as one sentence with the state where no blocks are shown', () => {
    expect(releaseCard(open, MENTIONS).text).toBe('KARS weekly 1.5.0 (kars-17) waits for Functional sign-off.');
    expect(releaseCard(held, MENTIONS).text).toBe('KARS weekly 1.5.0 (kars-17) is on hold.');
  });

  it('asks what became of an effect that nobody knows the end of', () => {
    const unsure = [
      {
        intent: 'i-1',
        run: 'main',
        step: 'staging',
        title: 'Deploy',
        action: 'start',
        owner: 'devops',
        why: 'no answer',
        of: ['devops'],
      },
    ];
    const { blocks } = releaseCard({ ...open, unsure }, MENTIONS);

    expect(buttonsOf(blocks).slice(0, 3)).toEqual(['It happened', 'It did not, do it', 'Go on without']);
  });

  it('pings nobody with what others wrote', () => {
    const view = {
      ...held,
      summary: '<!channel> & <@U0IGOR>',
      hold: { by: 'U0ROSA', at: THURSDAY, reason: '<!here>' },
    };
    const text = textOf(releaseCard(withStep(view, 'qa-sign-off', { note: '<!channel>' }), MENTIONS).blocks);

    expect(text).not.toMatch(/<!(channel|here)/);
    expect(text).toContain('&lt;!channel&gt; &amp; &lt;@U0IGOR&gt;');
  });
});

describe('the card of a request', () => {
  it('has a button for each answer while it waits, and calls the people of the role', () => {
    const { blocks, text } = requestCard(open, REQUEST, MENTIONS);

    expect(buttonsOf(blocks)).toEqual(['Sign off', 'Reject …']);
    expect(textOf(blocks)).toContain('<@U0QUINN> <@U0IRIS>');
    expect(text).toBe('KARS weekly 1.5.0 (kars-17) waits for Functional sign-off: Does it work?');
  });

  it.each([
    [
      'it is decided',
      withStep(open, 'qa-sign-off', { status: 'done', note: 'signed off by qa', ask: null }),
      'signed off by qa',
    ],
    ['a new round supersedes it', withStep(open, 'qa-sign-off', { round: 2 }), 'superseded by round 2'],
    [
      'a rollback suspends its run',
      { ...open, runs: open.runs.map((run) => ({ ...run, status: 'suspended' as const })) },
      'a rollback is under way',
    ],
    ['its step is gone', { ...open, runs: [] }, 'no longer part of this release'],
  ])('has no buttons when %s', (_fact, view, outcome) => {
    const { blocks } = requestCard(view, REQUEST, MENTIONS);

    expect(buttonsOf(blocks)).toEqual([]);
    expect(textOf(blocks)).toContain(outcome);
  });

  it('puts the buttons of each item beside it, and none beside what is settled', () => {
    const ask = anAsk({
      items: [
        { key: 'login', title: 'Login', state: 'yes', by: 'U0QUINN' },
        { key: 'search', title: 'Search', state: 'open' },
      ],
      answers: [{ verb: 'give', label: 'Sign off', item: 'search', of: ['qa'] }],
    });
    const { blocks } = requestCard(withStep(open, 'qa-sign-off', { ask }), REQUEST, MENTIONS);

    expect(buttonsOf(blocks)).toEqual(['Sign off']);
    expect(textOf(blocks)).toContain(':white_check_mark: *Login* · <@U0QUINN>');
  });

  it('keeps the button of every item when there are too many for blocks of their own', () => {
    const items = Array.from({ length: 40 }, (_, n) => ({ key: `k${n}`, title: `Area ${n}`, state: 'open' as const }));
    const answers = items.flatMap(({ key }) => [
      { verb: 'give', label: 'Sign off', item: key, of: ['qa'] },
      { verb: 'reject', label: 'Reject', item: key, of: ['qa'] },
    ]);
    const { blocks } = requestCard(
      withStep(open, 'qa-sign-off', { ask: anAsk({ items, answers }) }),
      REQUEST,
      MENTIONS,
    );

    expect(buttonsOf(blocks)).toHaveLength(80);
    expect(blockProblems(blocks, 'message')).toEqual([]);
  });
});

describe('the text that a request is about', () => {
  const drawn = (text: string) =>
    requestCard(withStep(open, 'qa-sign-off', { ask: anAsk({ text }) }), REQUEST, MENTIONS);

  it('is shown above the buttons, and calls nobody', () => {
    const { blocks } = drawn('Added\n• <!channel> and @U0MALLORY');

    expect(textOf(blocks)).toContain('Added\\n• &lt;!channel&gt; and @U0MALLORY');
    expect(textOf(blocks)).not.toContain('<@U0MALLORY>');
  });

  it.each([
    ['many lines', '• <&>\n'.repeat(3_000)],
    ['one long line', '<'.repeat(60_000)],
  ])('of %s leaves room for the buttons', (_fact, text) => {
    const { blocks } = drawn(text);

    expect(buttonsOf(blocks)).toEqual(['Sign off', 'Reject …']);
    expect(blockProblems(blocks, 'message')).toEqual([]);
    expect(tooLongTogether(blocks)).toBe(false);
  });
});

describe('what Slack would refuse', () => {
  const long = '&<>'.repeat(1001);
  const wordy = (view: ReleaseView): ReleaseView => ({
    ...view,
    summary: long,
    version: long,
    hold: { by: 'U0ROSA', at: THURSDAY, reason: long },
    runs: view.runs.map((run) => ({
      ...run,
      reason: long,
      steps: run.steps.map((step) => ({ ...step, title: long, note: long })),
    })),
  });
  const many: ReleaseView = {
    ...open,
    runs: [
      aRun(
        Array.from({ length: 120 }, (_, n) =>
          aStep(`s${n}`, { phase: n % 3, status: 'stopped', title: long, note: long }),
        ),
      ),
    ],
  };
  const wordyAsk = anAsk({
    question: long,
    items: Array.from({ length: 20 }, (_, n) => ({ key: `k${n}`, title: long, note: long, state: 'open' as const })),
    answers: Array.from({ length: 20 }, (_, n) => ({ verb: 'give', label: long, item: `k${n}`, of: ['qa'] })),
  });

  it.each([
    ['a plain card', open],
    ['a card with 3,003 characters in every field', wordy(stopped)],
    ['a rollback with 3,003 characters in every field', wordy(rollingBack)],
    ['120 stopped steps with long titles', many],
    ['20 wordy items', withStep(open, 'qa-sign-off', { ask: wordyAsk })],
  ])('is not in %s', (_fact, view) => {
    for (const { blocks, text } of [releaseCard(view, MENTIONS), requestCard(view, REQUEST, MENTIONS)]) {
      expect(blockProblems(blocks, 'message')).toEqual([]);
      expect(tooLongTogether(blocks)).toBe(false);
      expect(text.length).toBeLessThan(4000);
    }
  });
});

it('times are shown to every reader in their own zone, and in UTC where that is not possible', () => {
  expect(date(THURSDAY)).toBe('<!date^1773349200^{date_short_pretty} {time}|2026-03-12 21:00 UTC>');
});
