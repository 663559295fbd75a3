import { type Edited, type Piece, type Raise, replaced } from './edited.ts';
import { noPythonVersion, pythonVersion } from './pep440.ts';

const TABLES = ['project', 'tool.poetry'];
const HEADER = /^\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?$/;
const VERSION = /^(\s*(?:version|"version")\s*=\s*(["']))([^"']*)\2/;
const DYNAMIC = /^\s*dynamic\s*=.*["']version["']/;
const LONG_TEXT = /"""|'''/g;

interface Line {
  readonly start: number;
  readonly text: string;
  /** The table that it stands in. */
  readonly table: string;
}

/** The `version` of `[project]`, of `[tool.poetry]`, or of both. */
export function editPyproject(text: string, { version }: Raise): Edited {
  const python = pythonVersion(version);
  if (python === undefined) return { problem: noPythonVersion(version) };
  const lines = linesOf(text).filter(({ table }) => TABLES.includes(table));
  const pieces = lines.flatMap((line) => pieceIn(line) ?? []);
  if (pieces.length > 0) return replaced(text, pieces, python);
  if (lines.some(({ text: line }) => DYNAMIC.test(line))) {
    return { problem: 'its `version` is dynamic: list the file that it is taken from' };
  }
  return { problem: `it has no \`version\` in \`[${TABLES.join(']` or `[')}]\`` };
}

function pieceIn({ text, start }: Line): Piece | undefined {
  const [, before = '', , value] = VERSION.exec(text) ?? [];
  if (value === undefined) return undefined;
  return { start: start + before.length, end: start + before.length + value.length, value };
}

/** Lines outside of texts of several lines, which may hold anything. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let table = '';
  let start = 0;
  let isInside = false;
  for (const line of text.split('\n')) {
    const wasInside = isInside;
    if ((line.match(LONG_TEXT)?.length ?? 0) % 2 === 1) isInside = !isInside;
    const header = wasInside ? undefined : HEADER.exec(line)?.[1];
    if (header !== undefined) table = header;
    else if (!wasInside) lines.push({ start, text: line, table });
    start += line.length + 1;
  }
  return lines;
}
