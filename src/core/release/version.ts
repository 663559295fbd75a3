import semver from 'semver';

export type Size = 'major' | 'minor' | 'patch';

/** Build metadata (`1.4.0+7`) is no part of it: two tags of one version could not be told apart. */
function parsed(text: string): semver.SemVer | undefined {
  const version = text === text.trim() ? semver.parse(text) : null;
  return version?.build.length === 0 ? version : undefined;
}

/** Whether it can be counted on from: `1.4.0`, `v1.4.0`, or a pre-release like `1.5.0-rc.1`. */
export function isVersion(text: string): boolean {
  return parsed(text) !== undefined;
}

/** Whether it comes before a release: `1.5.0-rc.1`. */
export function isPreRelease(version: string): boolean {
  return (parsed(version)?.prerelease.length ?? 0) > 0;
}

/** Negative when the first is lower. A pre-release is lower than its release; what is no version is lowest. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parsed(a), parsed(b)];
  if (left && right) return semver.compare(left, right);
  return Number(left !== undefined) - Number(right !== undefined);
}

/** The highest of them; what is no version is passed over. */
export function highest(versions: readonly string[]): string | undefined {
  return versions.filter(isVersion).reduce<string | undefined>((best, version) => {
    return best === undefined || compareVersions(best, version) < 0 ? version : best;
  }, undefined);
}

/**
 * The next version of this one; that of a pre-release is the release that it comes before, where that is large enough.
 * Without one, the first that is worth releasing: 0.1.0.
 */
export function bumped(version: string | undefined, bump: Size): string {
  const from = version === undefined ? undefined : parsed(version);
  return (from && semver.inc(from.version, bump)) ?? '0.1.0';
}

/** How large the step from one version to another is. From what is no version everything is new. */
export function sizeOf(previous: string, next: string): Size {
  const [from, to] = [parsed(previous), parsed(next)];
  if (!from || !to || from.major !== to.major) return 'major';
  return from.minor === to.minor ? 'patch' : 'minor';
}
