import type { Links } from '../core/repository/repository.ts';

/** The addresses of a repository's pages, from the address of the API: github.com, a server of one's own, or ghe.com. */
export function createLinks(apiUrl: string, repository: string): Links {
  const home = `${webUrl(apiUrl)}/${repository}`;
  return {
    home,
    commit: (sha) => `${home}/commit/${sha}`,
    branch: (name) => `${home}/tree/${path(name)}`,
    tag: (name) => `${home}/releases/tag/${path(name)}`,
    pull: (number) => `${home}/pull/${number}`,
    compare: (base, head) => `${home}/compare/${path(base)}...${path(head)}`,
  };
}

/** Where the pages are, and where git gets in: `https://github.com`. */
export function webUrl(apiUrl: string): string {
  const url = new URL(apiUrl);
  const host = /^api\.(github\.com|[\w-]+\.ghe\.com)$/.exec(url.host)?.[1] ?? url.host;
  return `${url.protocol}//${host}`;
}

/** Names of branches may have slashes, which stay, and signs that mean something in an address. */
const path = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
