/** Git's own framing: four hexadecimal digits that count themselves and what follows; `0000` ends a list. */
export function pktLine(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

export const FLUSH = Buffer.from('0000');

/** The lines up to the first flush, and whatever comes after it. */
export function readPktLines(bytes: Buffer): { readonly lines: readonly Buffer[]; readonly rest: Buffer } {
  const lines: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const length = Number.parseInt(bytes.subarray(at, at + 4).toString('latin1'), 16);
    if (length === 0) return { lines, rest: bytes.subarray(at + 4) };
    if (Number.isNaN(length) || length < 4) break;
    lines.push(bytes.subarray(at + 4, at + length));
    at += length;
  }
  return { lines, rest: Buffer.alloc(0) };
}

const BAND_SIZE = 65_000;

/** On one of the bands that a connection is divided into: 1 is the answer, 2 is what the person reads. */
export function onBand(band: 1 | 2, content: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length; at += BAND_SIZE) {
    parts.push(pktLine(Buffer.concat([Buffer.from([band]), content.subarray(at, at + BAND_SIZE)])));
  }
  return Buffer.concat(parts);
}
