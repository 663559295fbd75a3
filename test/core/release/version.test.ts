import { describe, expect, it } from '@jest/globals';
import {
  bumped,
  compareVersions,
  highest,
  isPreRelease,
  isVersion,
  sizeOf,
} from '../../../src/core/release/version.ts';

describe('a version', () => {
  it.each(['1.4.0', 'v1.4.0', '0.0.1', '1.5.0-rc.1', '2.0.0-alpha', '2.0.0-beta.12'])('%s is one', (text) => {
    expect(isVersion(text)).toBe(true);
  });

  it.each(['', '1.4', '1.4.0.0', '01.4.0', '1.4.0+7', ' 1.4.0', '1.4.0 ', 'latest', '1.4.0-', '1.4.x', '=1.4.0'])(
    '%j is none',
    (text) => expect(isVersion(text)).toBe(false),
  );

  it.each([
    ['1.4.0', false],
    ['1.5.0-rc.1', true],
    ['nonsense', false],
  ])('%s comes before a release: %s', (version, is) => expect(isPreRelease(version)).toBe(is));
});

describe('the order of versions', () => {
  it('has a pre-release below its release, and numbers in the order of numbers', () => {
    const ordered = ['1.4.9', '1.4.10', '1.5.0-alpha.1', '1.5.0-beta.2', '1.5.0-rc.2', '1.5.0-rc.10', '1.5.0', '2.0.0'];

    expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  });

  it('has what is no version at the bottom', () => {
    expect(['1.0.0', 'main', '0.9.0'].toSorted(compareVersions)).toEqual(['main', '0.9.0', '1.0.0']);
  });

  it.each([
    [['1.4.0', '1.10.0', '1.9.9'], '1.10.0'],
    [['1.5.0', '1.5.0-rc.3'], '1.5.0'],
    [['main', 'v0.1.0'], 'v0.1.0'],
    [['main'], undefined],
  ])('of %j has %s on top', (versions, top) => expect(highest(versions)).toBe(top));
});

describe('the next version', () => {
  it.each([
    ['1.4.2', 'patch', '1.4.3'],
    ['1.4.2', 'minor', '1.5.0'],
    ['v1.4.2', 'major', '2.0.0'],
    ['1.5.0-rc.1', 'patch', '1.5.0'],
    ['1.5.0-rc.1', 'minor', '1.5.0'],
    ['1.5.0-rc.1', 'major', '2.0.0'],
    [undefined, 'major', '0.1.0'],
    ['main', 'patch', '0.1.0'],
  ] as const)('of %s by a %s is %s', (version, bump, next) => expect(bumped(version, bump)).toBe(next));

  it.each([
    ['1.4.2', '1.4.3', 'patch'],
    ['1.4.2', '1.5.0', 'minor'],
    ['1.4.2', '2.0.0-rc.1', 'major'],
    ['1.5.0-rc.1', '1.5.0', 'patch'],
    ['main', '1.5.0', 'major'],
  ] as const)('from %s to %s is a %s', (previous, next, size) => expect(sizeOf(previous, next)).toBe(size));
});
