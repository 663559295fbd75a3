export interface Fitting {
  readonly text: string;
  /** How many lines were left out. */
  readonly more: number;
}

/** As many whole lines as fit into so many characters. */
export function fitting(text: string, limit: number): Fitting {
  if (text.length <= limit) return { text, more: 0 };
  const lines = text.split('\n');
  let room = limit;
  const kept = lines.findIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return { text: lines.slice(0, kept).join('\n').trimEnd(), more: lines.length - kept };
}

/** The same with a word about what is missing. */
export function fittingWithHint(text: string, limit: number, where: string): string {
  const { text: kept, more } = fitting(text, limit);
  return more === 0 ? kept : `${kept}\n\n… and ${more} more ${more === 1 ? 'line' : 'lines'}${where}`;
}
