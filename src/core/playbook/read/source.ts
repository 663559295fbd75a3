import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';

export type Path = readonly (string | number)[];

/** A file that is YAML, and where in it things stand. */
export interface Source {
  readonly raw: unknown;
  /** The line of this key or item, or of the nearest thing around it that is in the file. Counted from 1. */
  lineOf(path: Path): number;
}

/** A mistake that keeps the file from being read at all. */
export interface Flaw {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads YAML without its traps. Only the first syntax error is told, since one bad bracket echoes through the rest of
 * the file; aliases and anchors are refused (`*bold*` would be one); so is ` #word`, which YAML drops in silence.
 */
export function readSource(text: string): Source | readonly Flaw[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, version: '1.2', merge: false });
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line);

  const flaws = [...references(document, lineAt), ...lostWords(text, lineAt)];
  const syntax = document.errors[0];
  if (syntax) flaws.push({ line: lineAt(syntax.pos[0]), message: syntaxMessage(syntax.message) });
  if (flaws.length > 0) return flaws;
  return { raw: document.toJS(), lineOf: (path) => lineAt(offsetOf(document, path)) };
}

function syntaxMessage(message: string): string {
  const first = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
  return `this is not YAML: ${first}; quote a text that has \`: \`, \`{\` or \`[\` in it`;
}

function references(document: Document.Parsed, lineAt: (offset: number) => number): Flaw[] {
  const found: Flaw[] = [];
  visit(document, {
    Node(_key, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) {
        const seen = `*${node.source}`;
        found.push({ line: lineAt(offset), message: `\`${seen}\` is a YAML alias: put the text in quotes` });
      } else if ('anchor' in node && typeof node.anchor === 'string') {
        found.push({ line: lineAt(offset), message: `\`&${node.anchor}\` is a YAML anchor: put the text in quotes` });
      }
    },
  });
  return found;
}

/** ` #word` behind a text, as opposed to `# a comment`. */
function lostWords(text: string, lineAt: (offset: number) => number): Flaw[] {
  const found: Flaw[] = [];
  let offset = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    // Control characters mark what follows (a document, a scalar) and are not in the text.
    const isMark = token === '\u0002' || token === '\u0018' || token === '\u001f';
    if (!isMark) {
      const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
      if (before !== '\u001f' && /^#[^\s#]/.test(token) && line.trim() !== '') {
        const seen = token.split(/\s/)[0];
        found.push({
          line: lineAt(offset),
          message: `\`${seen}\` begins a comment and is lost: put the text in quotes, or write \`# \` with a space`,
        });
      }
      offset += token.length;
    }
    before = token;
  }
  return found;
}

function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetAt(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

function offsetAt(document: Document.Parsed, path: Path): number | undefined {
  const key = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
    );
    return pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
