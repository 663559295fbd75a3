/** The body of a version, by its headings. */
export interface BodyPart {
  /** As it is written, `### Added`; empty for what stands above the first. */
  readonly heading: string;
  readonly lines: readonly string[];
}

export function partsOf(body: string): readonly BodyPart[] {
  const parts: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }];
  for (const line of body.split('\n')) {
    if (/^### /.test(line)) parts.push({ heading: line.trimEnd(), lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}

/** Parts in which nothing is said are left out. */
export function joinParts(parts: readonly BodyPart[]): string {
  return parts
    .map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
    .filter(({ text }) => text !== '')
    .map(({ heading, text }) => (heading === '' ? text : `${heading}\n\n${text}`))
    .join('\n\n');
}

/** One body of two: under the same heading what people wrote by hand comes first. */
export function mergedBodies(byHand: string, written: string): string {
  const hand = partsOf(byHand);
  const own = partsOf(written);
  const isSame = (a: BodyPart) => (b: BodyPart) => a.heading.toLowerCase() === b.heading.toLowerCase();
  const both = own.map((part) => {
    const lines = hand.filter(isSame(part)).flatMap((other) => other.lines.join('\n').trim().split('\n'));
    return { ...part, lines: [...lines, ...part.lines.join('\n').trim().split('\n')] };
  });
  const others = hand.filter((part) => !own.some(isSame(part)));
  return joinParts([...others.filter(isAbove), ...both, ...others.filter((part) => !isAbove(part))]);
}

const isAbove = ({ heading }: BodyPart): boolean => heading === '';
