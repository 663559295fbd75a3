import type { Commit } from '../core/repository/history.ts';

/** For `git log -z`: fields and commits both end in a NUL, which no message can have. Seconds since 1970. */
export const LOG_FORMAT = '%H%x00%P%x00%an%x00%ae%x00%ct%x00%s%x00%b';

const FIELDS = 7;

/** Throws when the output was cut off. */
export function parseLog(output: string): readonly Commit[] {
  const fields = output.split('\0');
  if ((fields.length - 1) % FIELDS !== 0) throw new Error('the output of git log was cut off');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS < fields.length; at += FIELDS) {
    const [sha = '', parents = '', author = '', email = '', seconds = '', subject = '', body = ''] = fields.slice(
      at,
      at + FIELDS,
    );
    commits.push({
      sha,
      parents: parents === '' ? [] : parents.split(' '),
      author,
      email,
      at: Number(seconds) * 1_000,
      subject,
      body: body.trimEnd(),
    });
  }
  return commits;
}
