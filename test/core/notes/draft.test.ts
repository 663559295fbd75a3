import { describe, expect, it } from '@jest/globals';
import { bodyProblem } from '../../../src/core/notes/body-problem.ts';
import { type DraftInput, draftOf } from '../../../src/core/notes/draft.ts';
import { editParts, joinEdited } from '../../../src/core/notes/edit-parts.ts';
import { fitting, fittingWithHint } from '../../../src/core/notes/fitting.ts';
import { highlightsOf, summaryOf } from '../../../src/core/notes/highlights.ts';
import { asPlainText } from '../../../src/core/notes/markdown.ts';
import { ownOf } from '../../../src/core/notes/own.ts';
import { aCommit } from '../../support/commits.ts';
import { aPlaybook } from '../../support/step-view.ts';

const SECTIONS = { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'] };

function drafted(messages: readonly string[], more: Partial<DraftInput> = {}): string {
  return draftOf({
    commits: messages.map((message, index) =>
      aCommit(`a${messages.length - index} < a${messages.length - index - 1}`, message),
    ),
    pulls: new Map(),
    sections: SECTIONS,
    own: ownOf(aPlaybook()),
    style: { references: false, links: { pull: String, commit: String } },
    unreleased: '',
    ...more,
  }).text;
}

describe('a draft', () => {
  it.each<[string, readonly string[], string, string]>([
    ['is made of commits', ['feat: a'], '', '### Added\n\n- a'],
    [
      'begins each section with what people wrote by hand',
      ['feat: a', 'fix: b'],
      '### added\n\n- by hand\n\n### Removed\n\n- old',
      '### Added\n\n- by hand\n- a\n\n### Fixed\n\n- b\n\n### Removed\n\n- old',
    ],
    ['keeps words above the sections', ['feat: a'], 'A big one.\n\n### Added\n', 'A big one.\n\n### Added\n\n- a'],
    ['is only by hand when the commits tell nothing', ['chore: x'], '- by hand', '- by hand'],
    ['of nothing says so', [], '', 'Nothing that users notice.'],
  ])('%s', (_fact, messages, unreleased, text) => {
    expect(drafted(messages, { unreleased })).toBe(text);
  });

  it('counts the commits that it is made of, without merges', () => {
    const commits = [aCommit('m < b a', "Merge branch 'develop'"), aCommit('b < a', 'fix: b'), aCommit('a', 'ci: a')];
    const input = { commits, pulls: new Map(), sections: SECTIONS, own: ownOf(aPlaybook()), unreleased: '' };

    const draft = draftOf({ ...input, style: { references: false, links: { pull: String, commit: String } } });

    expect(draft.commits).toBe(2);
  });

  it('that is long is edited in pieces, and nothing is lost', () => {
    const text = drafted(
      Array.from({ length: 400 }, (_, index) => `${index % 2 ? 'feat' : 'fix'}: thing number ${index}`),
    );
    const parts = editParts(text) ?? [];

    expect(parts.length).toBeGreaterThan(3);
    expect(parts.every((part) => part.text.length <= 3_000)).toBe(true);
    expect(
      joinEdited(
        parts,
        parts.map((part) => part.text),
      ),
    ).toBe(text);
  });

  it('keeps its sections together where they fit', () => {
    const [one, two] = ['- a\n'.repeat(400), '- b\n'.repeat(400)];

    expect(editParts(`### A\n\n${one}\n### B\n\n${two}`.trim())?.map(({ text }) => text.slice(0, 5))).toEqual([
      '### A',
      '### B',
    ]);
  });

  it('that is far too long is not edited in a form', () => {
    expect(editParts('- a line of thirty characters\n'.repeat(3_000))).toBeUndefined();
    expect(editParts('x'.repeat(4_000))).toBeUndefined();
  });

  it('loses what was taken out, and keeps what was put in', () => {
    const parts = [
      { text: 'a', joint: '\n\n' },
      { text: 'b', joint: '\n' },
      { text: 'c', joint: '\n\n' },
    ] as const;

    expect(joinEdited(parts, ['a', ' ', 'c\r\nd\n'])).toBe('a\n\nc\nd');
    expect(joinEdited(parts, [])).toBe('');
  });
});

describe('words under a version', () => {
  it.each([
    ['### Added\n\n- a\n\n```\n## code\n```', undefined],
    ['## Mine\n\n- a', '`## Mine` would begin another version: write `###` for a heading of your own'],
    ['```\nx', 'a block of code or a comment is opened and never closed: close it'],
    ['<!-- x', 'a block of code or a comment is opened and never closed: close it'],
  ])('%j', (body, problem) => {
    expect(bodyProblem(body)).toBe(problem);
  });
});

describe('highlights', () => {
  it('name the first few, and count the rest', () => {
    const text = `### Added\n\n${[1, 2, 3, 4, 5, 6, 7].map((n) => `- **api:** f${n} ([#${n}](x))`).join('\n')}\n\n### Fixed\n\n- b`;

    expect(highlightsOf(text, SECTIONS)).toEqual({
      features: 'api: f1; api: f2; api: f3; api: f4; api: f5; 2 more',
      fixes: 'b',
      improvements: 'none',
    });
  });

  it.each([
    ['### Fixed\n\n- b\n\n### Added\n\n- a', 'a'],
    ['### Fixed\n\n- b', 'b'],
    ['### Added\n\n- thanks `@U012ABCDE`', 'thanks `U012ABCDE`'],
    ['### Other changes\n\n- a', undefined],
  ])('of %j give a summary', (text, summary) => {
    expect(summaryOf(text, SECTIONS)).toBe(summary);
  });
});

describe('a long text', () => {
  it('is cut between its lines', () => {
    expect(fitting('a\nbb\ncc', 5)).toEqual({ text: 'a\nbb', more: 1 });
    expect(fitting('a\nbb\ncc', 7)).toEqual({ text: 'a\nbb\ncc', more: 0 });
    expect(fitting('abc', 2)).toEqual({ text: '', more: 1 });
  });

  it('says how much is missing, and where it is', () => {
    expect(fittingWithHint('a\nbb\ncc', 5, ' in CHANGELOG.md')).toBe('a\nbb\n\n… and 1 more line in CHANGELOG.md');
  });
});

it('notes read as they are shown, where Markdown is not', () => {
  const text = '### Added\n\n- **api:** search ([#12](https://x))\n\n### Fixed\n\n- \\[x\\] `a`';

  expect(asPlainText(text)).toBe('Added\n• api: search (#12)\n\nFixed\n• [x] `a`');
});
