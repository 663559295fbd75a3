import type { Playbook } from '../core/playbook/playbook.ts';

/** By host name: the origin that its requests go to instead. */
export type HostMap = ReadonlyMap<string, string>;

/**
 * Requests to the hosts that the playbook names, and to no other. Redirects are not followed: they could lead
 * anywhere, with the bearer token in hand.
 */
export function createTargetFetch(playbook: Playbook, hosts: HostMap, fill: (text: string) => string): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!allowedHosts(playbook, fill).has(url.host)) {
      throw new Error(`${url.host} is no host of this playbook: name it at a target first`);
    }
    return fetch(moved(url.href, hosts), { redirect: 'manual', ...init });
  };
}

/** The address with its origin exchanged, when its host is in the map. */
export function moved(address: string, hosts: HostMap): string {
  const url = new URL(address);
  const elsewhere = hosts.get(url.host);
  if (elsewhere === undefined) return address;
  return address.replace(url.origin, elsewhere.replace(/\/$/, ''));
}

function allowedHosts({ targets, checks }: Playbook, fill: (text: string) => string): ReadonlySet<string> {
  const texts = [...Object.values(targets), ...Object.values(checks)].flatMap((thing) => [
    ...JSON.stringify(thing).matchAll(/"(https?:\/\/[^"]+)"/g),
  ]);
  return new Set(texts.map((match) => new URL(fill(match[1] ?? '')).host));
}
