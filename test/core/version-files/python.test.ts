import { describe, expect, it } from '@jest/globals';
import { pythonVersion } from '../../../src/core/version-files/pep440.ts';
import { editPyproject } from '../../../src/core/version-files/pyproject.ts';
import { editSetupPy } from '../../../src/core/version-files/setup-py.ts';

const RAISE = { version: '1.5.0', repository: 'acme/web' };

it.each([
  ['1.5.0', '1.5.0'],
  ['1.5.0-alpha.2', '1.5.0a2'],
  ['1.5.0-beta', '1.5.0b0'],
  ['1.5.0-rc.1', '1.5.0rc1'],
  ['1.5.0-rc1', '1.5.0rc1'],
  ['1.5.0-nightly.1', undefined],
  ['1.5.0-rc.1.2', undefined],
])('Python writes %s as %s', (version, python) => {
  expect(pythonVersion(version)).toBe(python);
});

describe('setup.py', () => {
  it.each([
    ['a keyword', 'setup(\n    name="web",\n    version="1.4.2",\n)\n'],
    ['single quotes and blanks', "from setuptools import setup\r\nversion = '1.4.2'\r\nsetup(version=version)"],
    ['a comment that names another', '# version="0.1"\nsetup(min_version="3", version="1.4.2")  # version="9"\n'],
    ['the same version in two places', 'version = "1.4.2"\nsetup(version="1.4.2")\n'],
  ])('with %s keeps every other byte', (_what, text) => {
    expect(editSetupPy(text, RAISE)).toEqual({ text: text.replaceAll('1.4.2', '1.5.0'), found: ['1.4.2'] });
  });

  it('writes a pre-release as Python does', () => {
    expect(editSetupPy('setup(version="1.4.2")', { ...RAISE, version: '1.5.0-rc.1' })).toMatchObject({
      text: 'setup(version="1.5.0rc1")',
    });
  });

  it.each([
    ['setup(name="web")', 'it gives no `version` as a text'],
    ['setup(version=read("VERSION"))', 'it gives no `version` as a text, but `setup(version=read("VERSION"))`'],
    ['setup(version="1.4.2")\nx(version="2.0")', 'it gives several versions, `1.4.2` and `2.0`'],
  ])('%j is a mistake', (text, problem) => {
    expect(editSetupPy(text, RAISE)).toEqual({ problem });
  });

  it('has no words for a pre-release that Python does not know', () => {
    expect(editSetupPy('setup(version="1")', { ...RAISE, version: '1.5.0-nightly.1' })).toEqual({
      problem: 'Python has no way to write `1.5.0-nightly.1`: its pre-releases are alpha, beta and rc',
    });
  });
});

describe('pyproject.toml', () => {
  it.each([
    ['the table of everybody', '[build-system]\nversion = "0"\n\n[project]\nname = "web"\nversion = "1.4.2" # ours\n'],
    [
      'the table of Poetry',
      "[tool.poetry]\r\nname = 'web'\r\nversion = '1.4.2'\r\n\r\n[tool.poetry.x]\r\nversion = '0'",
    ],
    ['both tables', '[project]\nversion="1.4.2"\n[tool.poetry]\nversion="1.4.2"\n'],
    ['a long text', '[project]\ndescription = """\n[tool.ruff]\nversion = "0"\n"""\nversion = "1.4.2"\n'],
    ['a comment behind the header', '[ project ] # mine\nversion = "1.4.2"\n'],
  ])('with %s keeps every other byte', (_what, text) => {
    expect(editPyproject(text, RAISE)).toEqual({ text: text.replaceAll('1.4.2', '1.5.0'), found: ['1.4.2'] });
  });

  it.each([
    ['[project]\nname = "web"\n', 'it has no `version` in `[project]` or `[tool.poetry]`'],
    ['[tool.ruff]\nversion = "1"\n', 'it has no `version` in `[project]` or `[tool.poetry]`'],
    ['[project]\ndynamic = ["readme", "version"]\n', 'its `version` is dynamic: list the file that it is taken from'],
  ])('%j is a mistake', (text, problem) => {
    expect(editPyproject(text, RAISE)).toEqual({ problem });
  });
});
