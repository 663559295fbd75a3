import { describe, expect, it } from '@jest/globals';
import { editChangelog, type Release, sectionOf, unreleasedOf } from '../../../src/core/notes/changelog.ts';

const TAGS = {
  tag: 'v1.5.0',
  previous: 'v1.4.2',
  compare: (base: string, head: string) => `https://host/compare/${base}...${head}`,
};

function aRelease(more: Partial<Release> = {}): Release {
  const body = '### Added\n\n- search';
  return { version: '1.5.0', date: '2026-11-27', body, unreleased: '', ours: [], tags: TAGS, ...more };
}

function edited(text: string | undefined, more: Partial<Release> = {}): string {
  const result = editChangelog(text, aRelease(more));
  if (!('text' in result)) throw new Error(`not edited: ${JSON.stringify(result)}`);
  return result.text;
}

const OURS = '## [1.5.0] - 2026-11-27\n\n### Added\n\n- search\n';
const windows = (text: string): string => text.replaceAll('\n', '\r\n');

const FILE = `# Changelog

Words of the team.

## [Unreleased]

## [1.4.2] - 2026-10-01

### Fixed

- a   
-  b
`;

describe('a version', () => {
  it.each<[string, string, string]>([
    ['comes below Unreleased', FILE, FILE.replace('## [1.4.2]', `${OURS}\n## [1.4.2]`)],
    ['keeps line ends of Windows', windows(FILE), windows(FILE.replace('## [1.4.2]', `${OURS}\n## [1.4.2]`))],
    [
      'comes on top where there is no Unreleased',
      '# Log\n\n## About\n\nx\n\n## 1.4.2\n\n- a\n',
      `# Log\n\n## About\n\nx\n\n${OURS}\n## 1.4.2\n\n- a\n`,
    ],
    ['comes at the end where there is no version', '# Log\n\nx', `# Log\n\nx\n\n${OURS}`],
    ['comes into an empty file', '', OURS],
    ['needs no blank lines to begin with', '## Unreleased\n## 1.4.2\n', `## Unreleased\n\n${OURS}\n## 1.4.2\n`],
    [
      'keeps the distance that the file keeps',
      '## [Unreleased]\n\n\n\n## [1.4.2]\n',
      `## [Unreleased]\n\n${OURS}\n\n\n## [1.4.2]\n`,
    ],
    ['comes behind the last line, which has no end', '# C\n\n## [Unreleased]', `# C\n\n## [Unreleased]\n\n${OURS}`],
    [
      'is not found in a block of code',
      '```\n## [1.5.0]\n## [Unreleased]\n```\n',
      `\`\`\`\n## [1.5.0]\n## [Unreleased]\n\`\`\`\n\n${OURS}`,
    ],
    ['is not found in a comment', '<!--\n## [1.5.0]\n-->\n', `<!--\n## [1.5.0]\n-->\n\n${OURS}`],
    ['stands behind a byte order mark', '\uFEFF## [Unreleased]\n', `\uFEFF## [Unreleased]\n\n${OURS}`],
    [
      'does not lose what is behind a block of code',
      '## [Unreleased]\n\n## [1.4.2]\n\n~~~\n## not me\n~~~\n\n## [1.4.1]\n',
      `## [Unreleased]\n\n${OURS}\n## [1.4.2]\n\n~~~\n## not me\n~~~\n\n## [1.4.1]\n`,
    ],
  ])('%s', (_fact, text, expected) => {
    expect(edited(text)).toBe(expected);
  });

  it('begins the file where there is none', () => {
    expect(edited(undefined)).toBe(
      `# Changelog\n\nWhat changed for users, newest first.\n\n## [Unreleased]\n\n${OURS}`,
    );
  });

  it('is not written twice', () => {
    const once = edited(FILE);

    expect(editChangelog(once, aRelease())).toEqual({ same: true });
    expect(editChangelog(windows(once), aRelease({ body: '### Added\n\n- search\n\n' }))).toEqual({ same: true });
  });

  it('is written anew when it was ours', () => {
    const once = edited(FILE);
    const again = edited(once, { body: '### Added\n\n- search\n- sort', ours: ['### Added\n\n- search'] });

    expect(again).toBe(once.replace('- search\n', '- search\n- sort\n'));
  });

  it('is left alone when somebody else wrote it', () => {
    const byHand = FILE.replace('## [1.4.2]', '## [1.5.0]\n\nBy hand.\n\n## [1.4.2]');

    expect(editChangelog(byHand, aRelease({ ours: ['### Added'] }))).toEqual({ taken: 'By hand.' });
  });

  it('fills a heading that somebody prepared', () => {
    const prepared = FILE.replace('## [1.4.2]', '## 1.5.0\n\n## [1.4.2]');

    expect(edited(prepared)).toBe(FILE.replace('## [1.4.2]', '## 1.5.0\n\n### Added\n\n- search\n\n## [1.4.2]'));
  });
});

describe('what is unreleased', () => {
  const text = '## [Unreleased]\n\n<!-- yours -->\n\n### Added\n\n- by hand\n\n## [1.4.2]\n';

  it('is read without comments', () => {
    expect(unreleasedOf(text)).toBe('### Added\n\n- by hand');
    expect(unreleasedOf('# none\n')).toBe('');
  });

  it('moves into the version, and comments stay', () => {
    const release = { body: '### Added\n\n- by hand\n- search', unreleased: unreleasedOf(text) };

    expect(edited(text, release)).toBe(
      '## [Unreleased]\n\n<!-- yours -->\n\n## [1.5.0] - 2026-11-27\n\n### Added\n\n- by hand\n- search\n\n## [1.4.2]\n',
    );
  });

  it('stays when it was written after the notes were read', () => {
    const later = text.replace('- by hand\n', '- by hand\n- late\n\n### Fixed\n\n- later\n');
    const release = { unreleased: unreleasedOf(text) };

    expect(edited(later, release)).toContain(
      '<!-- yours -->\n\n### Added\n\n- late\n\n### Fixed\n\n- later\n\n## [1.5.0]',
    );
  });
});

describe('link references', () => {
  const links = (...lines: readonly string[]): string => `${FILE}\n${lines.join('\n')}\n`;

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'move on',
      ['[unreleased]: https://host/compare/v1.4.2...HEAD', '[1.4.2]: https://host/compare/v1.4.1...v1.4.2'],
      [
        '[unreleased]: https://host/compare/v1.5.0...HEAD',
        '[1.5.0]: https://host/compare/v1.4.2...v1.5.0',
        '[1.4.2]: https://host/compare/v1.4.1...v1.4.2',
      ],
    ],
    [
      'come before those of other versions',
      ['[1.4.2]: https://host/releases/v1.4.2'],
      ['[1.5.0]: https://host/compare/v1.4.2...v1.5.0', '[1.4.2]: https://host/releases/v1.4.2'],
    ],
    ['of other things are left alone', ['[docs]: https://host/docs'], ['[docs]: https://host/docs']],
  ])('%s', (_fact, before, after) => {
    expect(edited(links(...before))).toBe(links(...after).replace('## [1.4.2]', `${OURS}\n## [1.4.2]`));
  });

  it('are no part of the last section', () => {
    expect(sectionOf(links('[1.4.2]: https://host/x'), '1.4.2')).toBe('### Fixed\n\n- a\n-  b');
  });

  it('without a line end get one, and lose none', () => {
    const end = '[unreleased]: https://host/compare/v1.4.2...HEAD';

    expect(edited(`## [Unreleased]\n\n${end}`)).toBe(
      `## [Unreleased]\n\n${OURS}\n[unreleased]: https://host/compare/v1.5.0...HEAD\n[1.5.0]: https://host/compare/v1.4.2...v1.5.0`,
    );
  });

  it('begin where the last tag is unknown with what the file says', () => {
    const text = links('[Unreleased]: https://host/compare/1.4...main');

    expect(edited(text, { tags: { ...TAGS, previous: null } })).toContain(
      '[Unreleased]: https://host/compare/v1.5.0...main\n[1.5.0]: https://host/compare/1.4...v1.5.0\n',
    );
  });
});

describe('a section', () => {
  it.each<[string, string, string | undefined]>([
    ['1.4.2', FILE, '### Fixed\n\n- a\n-  b'],
    ['1.4.2', windows(FILE), '### Fixed\n\n- a\n-  b'],
    ['1.4.1', FILE, undefined],
    ['1.5.0-rc.1', '## v1.5.0-RC.1 - soon\n\n- x\n', '- x'],
    ['1.5.0', '## 1.5.0: the big one\n- x\n', '- x'],
    ['1.5.0', '## 1.5.0.1\n- x\n', undefined],
  ])('of %s is read back', (version, text, body) => {
    expect(sectionOf(text, version)).toBe(body);
  });
});
