import { describe, expect, it } from '@jest/globals';
import { editPackageJson } from '../../../src/core/version-files/package-json.ts';
import { editPackageLock } from '../../../src/core/version-files/package-lock.ts';

const RAISE = { version: '1.5.0', repository: 'acme/web' };

const edited = (text: string) => editPackageJson(text, RAISE);

describe('package.json', () => {
  it.each([
    ['two blanks', '{\n  "name": "web",\n  "version": "1.4.2",\n  "private": true\n}\n'],
    ['tabs, lines of Windows, no line at the end', '{\r\n\t"version": "1.4.2",\r\n\t"name": "web"\r\n}'],
    ['one line', '{"name":"web","version":"1.4.2"}'],
    ['odd blanks', '{ "version"  :\n   "1.4.2" , "name":"web" }\n\n'],
    ['a mark at the beginning', '\uFEFF{"version":"1.4.2"}'],
    ['keys that are written in escapes', '{"\\u0076ersion":"1.4.2"}'],
    [
      'versions of others',
      '{"engines":{"version":"1"},"list":[{"version":"2"}],"version":"1.4.2","a":"\\"version\\": \\"3\\""}',
    ],
    ['no plain version', '{"version":"0.0.0-development"}', '0.0.0-development'],
  ])('with %s keeps every other byte', (_what, text, was = '1.4.2') => {
    expect(edited(text)).toEqual({ text: text.replace(was, '1.5.0'), found: [was] });
  });

  it('that has the version stays as it is', () => {
    expect(edited('{ "version": "1.5.0" }')).toEqual({ text: '{ "version": "1.5.0" }', found: ['1.5.0'] });
  });

  it('has the version that counts last', () => {
    expect(edited('{"version":"1.0.0","version":"1.4.2"}')).toMatchObject({
      text: '{"version":"1.0.0","version":"1.5.0"}',
    });
  });

  it.each([
    ['no version', '{ "name": "web" }', 'it has no `version` that is a text'],
    ['a number', '{ "version": 2 }', 'it has no `version` that is a text'],
    ['a version somewhere else only', '{ "config": { "version": "1" } }', 'it has no `version` that is a text'],
    ['a list', '["version"]', 'it has no `version` that is a text'],
  ])('with %s is a mistake', (_what, text, problem) => {
    expect(edited(text)).toEqual({ problem });
  });

  it('that is no JSON says so', () => {
    expect(edited('{ "version": }')).toEqual({ problem: expect.stringMatching(/^it is no JSON: ./) });
  });

  it('of a megabyte is read in no time', () => {
    const text = `{"x":"${'\\"'.repeat(500_000)}","version":"1.4.2"}`;
    const began = performance.now();

    expect(edited(text)).toMatchObject({ found: ['1.4.2'] });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

const LOCK = `{
  "name": "web",
  "version": "1.4.2",
  "lockfileVersion": 3,
  "packages": {
    "": {
      "name": "web",
      "version": "1.4.2",
      "dependencies": { "ms": "1.4.2" }
    },
    "backend": {
      "version": "1.4.2"
    },
    "node_modules/ms": {
      "version": "1.4.2"
    }
  }
}
`;

describe('package-lock.json', () => {
  it('names the package beside it twice', () => {
    const edited = editPackageLock(LOCK, { version: '1.5.0', folder: '' });
    const lines = 'text' in edited ? edited.text.split('\n') : [];

    expect(lines.flatMap((line, index) => (line === LOCK.split('\n')[index] ? [] : [index + 1]))).toEqual([3, 8]);
    expect(lines[2]).toBe('  "version": "1.5.0",');
  });

  it('names a workspace once', () => {
    const edited = editPackageLock(LOCK, { version: '1.5.0', folder: 'backend' });

    expect(edited).toEqual({
      text: LOCK.replace('"backend": {\n      "version": "1.4.2"', '"backend": {\n      "version": "1.5.0"'),
      found: ['1.4.2'],
    });
  });

  it('of the first kind has one place', () => {
    expect(editPackageLock('{"version":"1.4.2","dependencies":{}}', { version: '1.5.0', folder: '' })).toEqual({
      text: '{"version":"1.5.0","dependencies":{}}',
      found: ['1.4.2'],
    });
  });

  it.each(['frontend', 'node_modules'])('that says nothing of %s stays as it is', (folder) => {
    expect(editPackageLock(LOCK, { version: '1.5.0', folder })).toEqual({ text: LOCK, found: [] });
  });

  it('that is broken is a mistake', () => {
    expect(editPackageLock('<<<<<<<', { version: '1.5.0', folder: '' })).toEqual({
      problem: expect.stringMatching(/^it is no JSON/),
    });
  });
});
