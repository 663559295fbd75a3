/** What the host takes at most is 125,000 characters. */
export const PUBLISHED_AT_MOST = 120_000;

/** Notes as a page of their own: there is no heading of a version above them, so theirs are the first. */
export function publishedBody(notes: string, footer: string): string {
  let fence = false;
  const lines = notes.split('\n').map((line) => {
    if (/^ {0,3}(?:```|~~~)/.test(line)) fence = !fence;
    return fence ? line : line.replace(/^###(?=#{0,3} )/, '##');
  });
  return [lines.join('\n').trim(), footer.trim()].filter((part) => part !== '').join('\n\n');
}

/** Whether two texts say the same: hosts have their own line ends. */
export function isSameText(a: string, b: string): boolean {
  const plain = (text: string): string =>
    text
      .replaceAll('\r\n', '\n')
      .replaceAll(/[ \t]+$/gm, '')
      .trim();
  return plain(a) === plain(b);
}
