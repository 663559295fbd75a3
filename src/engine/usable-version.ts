import { UserError } from '../core/errors.ts';
import { isVersion } from '../core/release/version.ts';

export interface Versions {
  /** Rolled back. */
  readonly refused: readonly string[];
  /** Of other open releases of the playbook. */
  readonly onTheirWay: readonly string[];
}

/** Throws UserError for what is no version, and for one that another release has or that was rolled back. */
export function assertUsable(version: string, { refused, onTheirWay }: Versions): void {
  if (!isVersion(version)) {
    throw new UserError('bad_version', `\`${version}\` is no version`, {
      fix: 'Write one like `1.4.0`.',
      field: 'version',
    });
  }
  const plain = version.replace(/^v/, '');
  if (onTheirWay.includes(plain)) {
    throw new UserError('taken_version', `\`${version}\` is on its way already in another release`, {
      fix: 'Give this one a version of its own.',
      field: 'version',
    });
  }
  if (refused.includes(plain)) {
    throw new UserError('refused_version', `\`${version}\` was rolled back and is not shipped again`, {
      fix: 'Give the fix a version of its own.',
      field: 'version',
    });
  }
}
