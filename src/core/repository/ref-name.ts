/** Why git takes no branch or tag of this name; undefined when it does. */
export function refNameProblem(name: string): string | undefined {
  const seen = `\`${name}\` can be no name in git: `;
  const letter = /[\s~^:?*[\\\p{Cc}]/u.exec(name)?.[0];
  if (letter !== undefined) return `${seen}leave ${/\s/.test(letter) ? 'the space' : `\`${letter}\``} out`;
  const words = /\.\.|\/\/|@\{/.exec(name)?.[0];
  if (words !== undefined) return `${seen}leave \`${words}\` out`;
  if (/^[-/]|[/.]$/.test(name) || name === '' || name === '@') {
    return `${seen}it begins or ends with what it can't`;
  }
  return /(?:^|\/)\.|\.lock(?:\/|$)/.test(name) ? `${seen}no part begins with \`.\` or ends with \`.lock\`` : undefined;
}
