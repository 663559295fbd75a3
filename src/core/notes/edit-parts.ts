/** A text in pieces that fit into the fields of a form. */
export interface EditPart {
  readonly text: string;
  /** What parts it from the piece before: an empty line, or only the end of a line inside of a section. */
  readonly joint: '\n\n' | '\n';
}

/** A field of Slack takes 3,000 characters; some room is left for what is added. */
const PART_AT_MOST = 2_500;
const PARTS_AT_MOST = 20;

/** Undefined when it is too much to be edited in a form. */
export function editParts(text: string): readonly EditPart[] | undefined {
  const pieces = text.split(/\n+(?=#{2,3} )/).flatMap(piecesOf);
  const parts: EditPart[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    const joined = last && `${last.text}${piece.joint}${piece.text}`;
    if (last && joined && joined.length <= PART_AT_MOST) parts[parts.length - 1] = { ...last, text: joined };
    else parts.push(piece);
  }
  const fits = parts.length <= PARTS_AT_MOST && parts.every((part) => part.text.length <= PART_AT_MOST);
  return fits ? parts : undefined;
}

/** A section that is too long for one field, line by line. */
function piecesOf(section: string): readonly EditPart[] {
  if (section.length <= PART_AT_MOST) return [{ text: section, joint: '\n\n' }];
  return section.split('\n').map((text, index) => ({ text, joint: index === 0 ? '\n\n' : '\n' }));
}

/** The text of the pieces as they came back; those that are empty were taken out. */
export function joinEdited(parts: readonly EditPart[], texts: readonly string[]): string {
  return parts
    .map(({ joint }, index) => ({ joint, text: (texts[index] ?? '').replaceAll('\r\n', '\n').trim() }))
    .filter(({ text }) => text !== '')
    .reduce((joined, { joint, text }) => (joined === '' ? text : `${joined}${joint}${text}`), '');
}
