import type { Answer } from '../../http.ts';
import { json } from '../../http.ts';
import type { Caller } from '../access.ts';
import type { Level, Right } from '../rights.ts';
import type { World } from '../world.ts';

/** One call of the REST API. */
export interface Route {
  /** For faults, and in the list of calls: GitHub's own id of the operation, `git.create-ref`. */
  readonly name: string;
  /** `GET /git/ref/*ref`: below the repository unless it begins with `//`. `:name` is one segment, `*name` any number. */
  readonly at: string;
  readonly needs?: readonly [Right, Level];
  /** Where one address does many things. */
  nameOf?(body: Readonly<Record<string, unknown>>): string;
  /** GitHub hides what it does not let a caller see. */
  readonly hides?: boolean;
  /** Throws Refusal for everything that is not answered with a 2xx. */
  run(call: Call, world: World): Answer | Promise<Answer>;
}

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly by: Caller;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The whole address, for links to other pages. */
  readonly url: URL;
}

export class Refusal extends Error {
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.details = details;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

export function invalid(message: string, errors: readonly unknown[] = []): Refusal {
  return new Refusal(422, message, errors.length > 0 ? { errors } : {});
}

export function refused(refusal: Refusal): Answer {
  const { status, message, details } = refusal;
  return json(status, {
    message,
    ...details,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}

/** A field that must be text; 422 without it. */
export function required(call: Call, name: string): string {
  const value = call.body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`Invalid request.\n\n"${name}" wasn't supplied.`);
}

/** One page of a list, with links to the others. */
export function paged<Item>(
  call: Call,
  items: readonly Item[],
  shown: (page: readonly Item[]) => unknown = (page) => page,
): Answer {
  const { size, page } = pageOf(call);
  const last = Math.max(1, Math.ceil(items.length / size));
  return json(200, shown(items.slice((page - 1) * size, page * size)), links(call.url, page, last));
}

export function pageOf(call: Call): { readonly size: number; readonly page: number } {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30) || 30));
  return { size, page: Math.max(1, Number(call.query.get('page') ?? 1) || 1) };
}

export function links(url: URL, page: number, last: number): Readonly<Record<string, string>> {
  const to = (number: number, rel: string): string => {
    const address = new URL(url);
    address.searchParams.set('page', String(number));
    return `<${address}>; rel="${rel}"`;
  };
  const all = [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return all.length > 0 ? { link: all.join(', ') } : {};
}
