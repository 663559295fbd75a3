import { isMap, isScalar, parseDocument, type Scalar } from 'yaml';
import { listed } from '../text.ts';
import { type Edited, type Piece, type Raise, replaced } from './edited.ts';

/** `ghcr.io/acme/web:v1.4.2`: path, tag. A colon before a slash belongs to a port. */
const IMAGE = /^([^@]+?)(?::([^:/@]+))?(@.+)?$/;
const VERSION = /^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

interface Image {
  readonly written: string;
  /** Where the value stands in the file, quotes included. */
  readonly range: readonly [start: number, end: number];
  readonly isBuilt: boolean;
}

/**
 * The tags of the images of this repository in a compose file: those that it builds, and those whose path has its owner
 * or its name. A tag that is filled from the environment stays as it is.
 */
export function editCompose(text: string, { version, repository }: Raise): Edited {
  const document = parseDocument(text, { keepSourceTokens: false });
  const [error] = document.errors;
  if (error) return { problem: `it is no YAML: ${error.message.split('\n')[0]}` };
  const images = imagesIn(document.get('services'));
  const ours = images.filter((image) => isOurs(image, repository));
  const pieces = ours.flatMap((image) => tagOf(image, text) ?? []);
  if (pieces.length === 0) return { problem: noneFound(images, ours) };
  return editedTags(text, pieces, version);
}

function imagesIn(services: unknown): readonly Image[] {
  if (!isMap(services)) return [];
  return services.items.flatMap(({ value }): Image[] => {
    if (!isMap(value)) return [];
    const image = value.get('image', true);
    if (!isText(image) || !image.range) return [];
    return [{ written: image.value, range: [image.range[0], image.range[1]], isBuilt: value.has('build') }];
  });
}

function isText(node: unknown): node is Scalar<string> {
  return isScalar(node) && typeof node.value === 'string';
}

function isOurs({ written, isBuilt }: Image, repository: string): boolean {
  const [owner = '', name = ''] = repository.toLowerCase().split('/');
  const path = IMAGE.exec(written.replaceAll(/\$\{[^}]*\}/g, 'x'))?.[1] ?? '';
  const parts = path.toLowerCase().split('/');
  return isBuilt || parts.some((part) => part === owner || part === name || part.startsWith(`${name}-`));
}

/** The tag of an image, when it is a version that stands in the file. */
function tagOf({ written, range: [from, to] }: Image, text: string): Piece | undefined {
  const tag = IMAGE.exec(written)?.[2];
  if (tag === undefined || !VERSION.test(tag) || written.includes('@')) return undefined;
  const within = text.slice(from, to).lastIndexOf(tag);
  return within < 0 ? undefined : { start: from + within, end: from + within + tag.length, value: tag };
}

/** Each keeps its own `v`. */
function editedTags(text: string, pieces: readonly Piece[], version: string): Edited {
  const bare = pieces.map((piece) => (piece.value.startsWith('v') ? { ...piece, start: piece.start + 1 } : piece));
  const edited = replaced(text, bare, version);
  return 'problem' in edited ? edited : { ...edited, found: [...new Set(pieces.map(({ value }) => value))] };
}

function noneFound(images: readonly Image[], ours: readonly Image[]): string {
  const seen = (ours.length > 0 ? ours : images).map(({ written }) => `\`${written}\``);
  if (seen.length === 0) return 'it has no image';
  return ours.length > 0
    ? `no tag in it is a version that stands in the file: ${listed(seen)}`
    : `none of its images is built here or carries the name of the repository: ${listed(seen)}`;
}
