import { UserError } from '../core/errors.ts';

/** The address of the next page by the `link` header. Throws UserError when it leads to another host: the token stays here. */
export function nextPage(link: string | undefined, apiUrl: string): string | undefined {
  const next = /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  if (next === undefined) return undefined;
  if (URL.canParse(next) && new URL(next).origin === new URL(apiUrl).origin) return next;
  throw new UserError('github_origin', `GitHub sends to another host for the next page: \`${next}\``, {
    fix: 'Compare `GITHUB_API_URL` with the address that the host calls itself by.',
  });
}
