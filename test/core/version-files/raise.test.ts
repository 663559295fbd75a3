import { expect, it } from '@jest/globals';
import { folderOf, pathsToRead, raiseVersion } from '../../../src/core/version-files/raise.ts';

const RAISE = { version: '1.5.0', repository: 'acme/web' };
const pack = (version: string) => `{ "version": "${version}" }`;
const lock = (version: string) => `{ "version": "${version}", "packages": { "": { "version": "${version}" } } }`;

it('reads the lock files that nobody names, also those of the folders above', () => {
  expect(pathsToRead(['backend/package.json', 'setup.py'])).toEqual([
    'backend/package.json',
    'backend/package-lock.json',
    'backend/npm-shrinkwrap.json',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'setup.py',
  ]);
});

it('raises files and their lock files, and tells what stood there', () => {
  const texts = new Map([
    ['package.json', pack('1.4.2')],
    ['npm-shrinkwrap.json', lock('1.4.2')],
    ['backend/package.json', pack('1.4.0')],
    ['backend/package-lock.json', lock('1.4.0')],
  ]);

  expect(raiseVersion(['package.json', 'backend/package.json'], texts, RAISE)).toEqual({
    changes: [
      { path: 'package.json', content: pack('1.5.0') },
      { path: 'npm-shrinkwrap.json', content: lock('1.5.0') },
      { path: 'backend/package.json', content: pack('1.5.0') },
      { path: 'backend/package-lock.json', content: lock('1.5.0') },
    ],
    found: ['1.4.2', '1.4.0'],
    problems: [],
  });
});

it('raises a workspace in the lock file of the root', () => {
  const root = '{ "version": "9.9.9", "packages": { "": {}, "apps/web": { "version": "1.4.2" } } }';
  const texts = new Map([
    ['apps/web/package.json', pack('1.4.2')],
    ['package-lock.json', root],
  ]);

  expect(raiseVersion(['apps/web/package.json'], texts, RAISE).changes).toContainEqual({
    path: 'package-lock.json',
    content: root.replace('1.4.2', '1.5.0'),
  });
});

it('changes nothing that has the version', () => {
  const texts = new Map([
    ['package.json', pack('1.5.0')],
    ['package-lock.json', lock('1.5.0')],
  ]);

  expect(raiseVersion(['package.json'], texts, RAISE)).toEqual({ changes: [], found: ['1.5.0'], problems: [] });
});

it('tells every file that is missing or can not be raised', () => {
  const texts = new Map([
    ['setup.py', 'setup()'],
    ['VERSION', '1.4.2'],
    ['package.json', pack('1.4.2')],
    ['package-lock.json', 'no json'],
  ]);

  expect(raiseVersion(['backend/package.json', 'setup.py', 'VERSION', 'package.json'], texts, RAISE).problems).toEqual([
    '`backend/package.json`: there is no such file on the branch',
    expect.stringMatching(/^`package-lock.json`: it is no JSON/),
    '`setup.py`: it gives no `version` as a text',
    '`VERSION`: nothing says where the version stands: end its line with the comment `x-release-please-version`',
  ]);
});

it.each([
  ['backend/package.json', 'backend'],
  ['apps/web/package.json', 'apps/web'],
  ['package.json', ''],
])('%s stands in %j', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});
