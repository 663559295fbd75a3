/** Why this is no command that can run without a shell; undefined when it is one. */
export function commandProblem(text: string): string | undefined {
  const forbidden = /[|;&`\n]/.exec(text)?.[0];
  if (text.trim() === '') return 'a command is missing';
  if (forbidden) {
    const seen = forbidden === '\n' ? 'a line break' : forbidden === '`' ? 'a backtick' : `\`${forbidden}\``;
    return `\`${text.replaceAll('`', "'")}\` has ${seen}, which only a shell understands: put it in a script and write \`sh script.sh\``;
  }
  return words(text) ? undefined : `\`${text}\` opens a quote and does not close it`;
}

/** Splits at spaces; `"…"` and `'…'` keep spaces together. No shell: nothing else has a meaning. */
export function splitCommand(text: string): readonly string[] {
  const problem = commandProblem(text);
  if (problem) throw new Error(problem);
  return words(text) ?? [];
}

function words(text: string): readonly string[] | undefined {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const letter of text) {
    if (quote) {
      if (letter === quote) quote = '';
      else word = `${word ?? ''}${letter}`;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else {
      word = `${word ?? ''}${letter}`;
    }
  }
  if (quote) return undefined;
  return word === undefined ? found : [...found, word];
}
