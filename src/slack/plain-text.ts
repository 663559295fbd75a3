/**
 * What a person typed behind the command, as plain text. The manifest has Slack escape people, channels and links
 * (`<@U1|rosa>`), which makes them readable again here; whoever shows the text later escapes it anew.
 */
export function plainText(escaped: string): string {
  return escaped
    .replaceAll(/<([@#!])([^|>]*)(?:\|([^>]*))?>/g, (_all, sign: string, id: string, name?: string) =>
      mention(sign, id, name),
    )
    .replaceAll(/<((?:https?|mailto):[^|>]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function mention(sign: string, id: string, name: string | undefined): string {
  const word = name === undefined || name === '' ? id.replace(/^subteam\^/, '') : name;
  return `${sign === '#' ? '#' : '@'}${word.replace(/^[@#]/, '')}`;
}

/** The words of it. */
export function wordsOf(escaped: string): readonly string[] {
  return plainText(escaped)
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}
