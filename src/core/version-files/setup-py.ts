import { listed } from '../text.ts';
import { type Edited, type Piece, type Raise, replaced } from './edited.ts';
import { noPythonVersion, pythonVersion } from './pep440.ts';

/** `version="1.4.2"`, but not `min_version=…`; a line that is a comment counts for nothing. */
const ASSIGNED = /^([^#\n]*?(?<![\w.])version[ \t]*=[ \t]*(["']))([^"'\n]*)\2/gm;

/** The `version` that `setup.py` gives as a text. */
export function editSetupPy(text: string, { version }: Raise): Edited {
  const python = pythonVersion(version);
  if (python === undefined) return { problem: noPythonVersion(version) };
  const pieces = [...text.matchAll(ASSIGNED)].map(({ 1: before = '', 3: value = '', index }): Piece => {
    const start = index + before.length;
    return { start, end: start + value.length, value };
  });
  const values = [...new Set(pieces.map(({ value }) => value))];
  if (values.length > 1) {
    return { problem: `it gives several versions, ${listed(values.map((value) => `\`${value}\``))}` };
  }
  const seen = /^.*(?<![\w.])version[ \t]*=.*$/m.exec(text)?.[0].trim();
  if (pieces.length === 0) {
    return { problem: `it gives no \`version\` as a text${seen === undefined ? '' : `, but \`${seen}\``}` };
  }
  return replaced(text, pieces, python);
}
