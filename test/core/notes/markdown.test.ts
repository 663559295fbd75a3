import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../src/core/notes/entries.ts';
import { inMarkdown, oneLine } from '../../../src/core/notes/foreign-text.ts';
import { notesMarkdown, titlesUnder } from '../../../src/core/notes/markdown.ts';
import { full } from '../../support/commits.ts';

const LINKS = {
  pull: (number: number) => `https://host/pull/${number}`,
  commit: (sha: string) => `https://host/commit/${sha}`,
};

function anEntry(more: Partial<Entry> = {}): Entry {
  return { title: 'search', scope: null, breaking: false, commit: full('a1'), pull: null, closes: [], ...more };
}

const written = (entry: Entry, references = false): string =>
  notesMarkdown([{ title: 'Added', entries: [entry] }], { references, links: LINKS }).replace('### Added\n\n', '');

describe('a line of the notes', () => {
  it.each<[string, Partial<Entry>, boolean, string]>([
    ['is its title', {}, false, '- search'],
    ['names its scope', { scope: 'api' }, false, '- **api:** search'],
    ['says that it breaks something', { breaking: true }, false, '- **Breaking:** search'],
    ['says what it breaks', { breaking: true, scope: 'api' }, false, '- **Breaking in api:** search'],
    [
      'names its pull request and the issues that it closes',
      { pull: { number: 12, url: '' }, closes: [9, 10] },
      true,
      '- search ([#12](https://host/pull/12), closes [#9](https://host/pull/9), closes [#10](https://host/pull/10))',
    ],
    [
      'names its commit where there is no pull request',
      {},
      true,
      `- search ([a1eeeee](https://host/commit/${full('a1')}))`,
    ],
    ['names nothing when the playbook does not ask for it', { pull: { number: 12, url: '' } }, false, '- search'],
  ])('%s', (_fact, entry, references, expected) => {
    expect(written(anEntry(entry), references)).toBe(expected);
  });

  it('can not be more than a line, whatever somebody wrote', () => {
    const nasty = anEntry({ title: 'a\r\n\n## [9.9.9]\n- b\u2028c', scope: 'x:**\n# y' });

    expect(written(nasty).split(/[\n\r\u2028]/)).toHaveLength(1);
  });
});

describe('what others wrote', () => {
  it.each<[string, string, string]>([
    ['stays as it is when it means nothing', 'Answer in 2 s, not 3', 'Answer in 2 s, not 3'],
    ['calls nobody', 'thanks @everyone and @acme/team!', 'thanks `@everyone` and `@acme/team`!'],
    ['calls nobody behind a bracket', '(@rosa) /@sam @@kim', '(`@rosa`) /`@sam` @`@kim`'],
    ['may name a package', 'bump @types/node@24.1 to 25', 'bump `@types/node@24.1` to 25'],
    ['may name an address', 'write to help@acme.example', 'write to help@acme.example'],
    ['may hold code', 'add `--dry-run` to `run`', 'add `--dry-run` to `run`'],
    ['with a lone backtick opens no code', 'the ` key', 'the \\` key'],
    ['with many backticks opens no block', '```js', '\\`\\`\\`js'],
    ['makes no link', '[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['makes no picture', '![x](https://evil.example/a.png)', '!\\[x\\](https://evil.example/a.png)'],
    ['closes no link that is around it', 'a](javascript:x) b', 'a\\](javascript:x) b'],
    ['makes no HTML', '<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)>'],
    ['makes no comment', '<!-- hidden', '\\<!-- hidden'],
    ['makes no entity', 'a &lt;b&gt; & c', 'a \\&lt;b\\&gt; & c'],
    ['makes no emphasis', '*a* __b__ ~~c~~', '\\*a\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~'],
    ['keeps names with underlines', 'rename max_open_files', 'rename max_open_files'],
    ['keeps backslashes', 'C:\\temp\\*', 'C:\\\\temp\\\\\\*'],
    ['begins no heading', '# not a title', '\\# not a title'],
    ['may begin with a number', '#12 is fixed', '#12 is fixed'],
    ['begins no list', '- x', '\\- x'],
    ['begins no numbered list', '1. x', '1\\. x'],
    ['may begin with a measure', '1.5x faster', '1.5x faster'],
    ['begins no quote', '> x', '\\> x'],
    ['draws no line', '---', '\\---'],
    ['is no shell', '$(rm -rf /) ; `id`', '$(rm -rf /) ; `id`'],
    ['calls nobody in Slack', '<!channel> <@U012ABC>', '\\<!channel> \\<`@U012ABC`>'],
    ['does not turn its direction', 'abc\u202Edef\u2066', 'abcdef'],
    ['has no control characters', 'a\u0000b\u001b[31mc\td', 'a b \\[31mc d'],
  ])('%s', (_fact, text, markdown) => {
    expect(inMarkdown(text)).toBe(markdown);
  });

  it('of any length is cut, and never in the middle of a character', () => {
    expect(oneLine('a'.repeat(5_000))).toHaveLength(300);
    expect(oneLine('\u{1F600}'.repeat(500)).isWellFormed()).toBe(true);
    expect(oneLine('a\uD83Db')).toBe('a\uFFFDb');
  });
});

describe('notes', () => {
  it('have a heading for each section', () => {
    const sections = [
      { title: 'Added', entries: [anEntry({ title: 'a' }), anEntry({ title: 'b' })] },
      { title: 'Fixed', entries: [anEntry({ title: 'c' })] },
    ];

    expect(notesMarkdown(sections, { references: false, links: LINKS })).toBe(
      '### Added\n\n- a\n- b\n\n### Fixed\n\n- c',
    );
  });

  it('of nothing say so', () => {
    expect(notesMarkdown([], { references: false, links: LINKS })).toBe('Nothing that users notice.');
  });
});

describe('titles in notes', () => {
  it.each<[string, string]>([
    ['- **api:** search', 'api: search'],
    ['* by hand', 'by hand'],
    ['- a ([#12](https://x/12), closes [#9](https://x/9))', 'a'],
    ['- a (#12, closes #9)', 'a'],
    ['- see [the page](https://x) (really)', 'see the page (really)'],
    ['- \\[x\\](y) and `@rosa`', '[x](y) and `@rosa`'],
  ])('are read as they are shown: %s', (line, title) => {
    expect(titlesUnder(`### Added\n\n${line}`, ['Added'])).toEqual([title]);
  });

  it('are those of the wanted sections', () => {
    const markdown = '- above\n\n### Added\n\n- a\n\ntext\n\n### Fixed\n\n- b\n  more\n\n## Faster\n\n- c';

    expect(titlesUnder(markdown, ['Fixed', 'Faster'])).toEqual(['b', 'c']);
  });
});
