const VERSION = /^v?(\d+)\.(\d+)\.(\d+)$/;

type Parts = readonly [major: number, minor: number, patch: number];

function partsOf(version: string): Parts | undefined {
  const match = VERSION.exec(version);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Whether it can be counted on from: `1.4.0` or `v1.4.0`. */
export function isVersion(text: string): boolean {
  return partsOf(text) !== undefined;
}

/** The highest of them; what is no version is passed over. */
export function highest(versions: readonly string[]): string | undefined {
  return versions.filter(isVersion).reduce<string | undefined>((best, version) => {
    return best === undefined || isLower(best, version) ? version : best;
  }, undefined);
}

function isLower(a: string, b: string): boolean {
  const [left = [], right = []] = [partsOf(a), partsOf(b)];
  for (const [index, number] of right.entries()) {
    const other = left[index] ?? 0;
    if (other !== number) return other < number;
  }
  return false;
}

/** The next version of this one. Without one, the first that is worth releasing: 0.1.0. */
export function bumped(version: string | undefined, bump: 'major' | 'minor' | 'patch'): string {
  const parts = version === undefined ? undefined : partsOf(version);
  if (!parts) return '0.1.0';
  const [major, minor, patch] = parts;
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
