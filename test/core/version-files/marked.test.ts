import { describe, expect, it } from '@jest/globals';
import { raiseVersion } from '../../../src/core/version-files/raise.ts';

const RAISE = { version: '1.5.0', repository: 'acme/web' };

const raised = (path: string, text: string, version = RAISE.version) =>
  raiseVersion([path], new Map([[path, text]]), { ...RAISE, version });

describe('a file with marks', () => {
  it.each([
    ['README.md', 'Install 1.4.2 <!-- x-release-please-version -->\r\nSince 1.4.2\r\n', [0]],
    ['charts/Chart.yaml', 'name: web\nversion: 1.4.2 # x-release-please-version\nappVersion: 1.4.2\n', [1]],
    ['web/__init__.py', "__version__ = '1.4.2'  # x-release-please-version\n", [0]],
    ['doc.txt', 'v1.4.2 then 1.4.2 x-release-please-version', [0]],
    ['doc.txt', '10.1.4.2 is no version, 1.4.2 is, x-release-please-version', [0]],
    [
      'doc.txt',
      '1.4.2\nx-release-please-start-version\nthe version\nweb:1.4.2\napi:1.4.2\nx-release-please-end\n1.4.2\n',
      [3, 4],
    ],
  ])('%s keeps every byte but the version: %j', (path, text, lines) => {
    const after = text
      .split('\n')
      .map((line, index) => (lines.includes(index) ? line.replace(/(?<![.\d])1\.4\.2/, '1.5.0') : line));

    expect(raised(path, text)).toEqual({
      changes: [{ path, content: after.join('\n') }],
      found: ['1.4.2'],
      problems: [],
    });
  });

  it.each([
    ['web/__init__.py', '1.5.0rc1'],
    ['backend/pyproject.toml', '1.5.0rc1'],
    ['setup.cfg', '1.5.0rc1'],
    ['version.go', '1.5.0-rc.1'],
  ])('%s gets a pre-release in the words of its language', (path, words) => {
    const text = `version = "1.4.2" // x-release-please-version`;
    expect(raised(path, text, '1.5.0-rc.1').changes).toEqual([{ path, content: text.replace('1.4.2', words) }]);
  });

  it.each([
    ['badge/version-1.4.2-blue', 'badge/version-1.5.0-blue'],
    ['node-app:1.4.2-alpine3.19', 'node-app:1.5.0-alpine3.19'],
    ['1.4.2-->', '1.5.0-->'],
    ['it is 1.4.2-rc.1.', 'it is 1.5.0.'],
    ['web:1.4.2-rc.1-alpine', 'web:1.5.0-alpine'],
    ['1.4.2-beta2', '1.5.0'],
    ['1.4.2-beta', '1.5.0'],
    ['1.4.2rc2', '1.5.0'],
    ['1.4.2-canary.12.3', '1.5.0'],
    ['1.4.2b', '1.5.0b'],
  ])('reads in %j no more than the version', (text, after) => {
    const marked = (line: string): string => `${line} x-release-please-version`;
    expect(raised('doc.txt', marked(text)).changes).toEqual([{ path: 'doc.txt', content: marked(after) }]);
  });

  it('that has no comments has no marks', () => {
    const text = '{ "version": "1.4.2", "scripts": { "x": "grep x-release-please-version" } }';
    expect(raised('package.json', text).changes).toEqual([
      { path: 'package.json', content: text.replace('1.4.2', '1.5.0') },
    ]);
  });

  it.each([
    [
      'a\n  version = x # x-release-please-version\n',
      'line 2 is marked, and has no version: `version = x # x-release-please-version`',
    ],
    [
      'a\nx-release-please-start-version\n1.4.2\n',
      'nothing ends what begins in line 2: write `x-release-please-end` below it',
    ],
    [
      'x-release-please-start-version\nx-release-please-end\n',
      'no line below `x-release-please-start-version` has a version',
    ],
  ])('%j is a mistake', (text, problem) => {
    expect(raised('doc.txt', text)).toEqual({ changes: [], found: [], problems: [`\`doc.txt\`: ${problem}`] });
  });

  it.each(['1.5.0-SNAPSHOT', '1.5.0-preview2', '1.5.0-0'])(
    'takes no pre-release that it would not find again: %s',
    (version) => {
      expect(raised('doc.txt', '1.4.2 x-release-please-version', version)).toEqual({
        changes: [],
        found: [],
        problems: [expect.stringContaining(`\`${version}\` would not be found again at a mark`)],
      });
    },
  );

  it('has no words for a pre-release that Python does not know', () => {
    const text = '__version__ = "1.4.2" # x-release-please-version';
    expect(raised('a.py', text, '1.5.0-nightly.1').problems).toEqual([expect.stringContaining('Python has no way')]);
  });
});
