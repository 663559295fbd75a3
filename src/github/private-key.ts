import { createPrivateKey } from 'node:crypto';
import { UserError } from '../core/errors.ts';

/** The PEM text with line breaks, which variables often hold as `\n`. Throws UserError when it is no private key. */
export function readPrivateKey(text: string): string {
  const pem = text.replaceAll('\\n', '\n');
  try {
    createPrivateKey(pem);
    return pem;
  } catch (error) {
    throw new UserError('github_key', 'the private key of the GitHub App can’t be read', {
      fix: 'Put the whole content of the `.pem` file into `GITHUB_APP_PRIVATE_KEY`.',
      cause: error,
    });
  }
}
