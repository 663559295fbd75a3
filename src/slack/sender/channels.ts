import type { WebClient } from '@slack/web-api';
import { transient } from '../failure.ts';

/** Channel ids by name. Playbooks name channels, the Web API wants ids. */
export interface Channels {
  /** Undefined when there is no such channel, or none that Shipmate can see. Throws TransientError. */
  idOf(nameOrId: string): Promise<string | undefined>;
  /** After Slack refused an id: names are looked up anew. */
  forget(): void;
}

const KEEP_MS = 600_000;
/** A name that isn't there is looked for again, but not all the time: the method allows twenty calls a minute. */
const AGAIN_MS = 15_000;
const PAGES = 20;

export function createChannels(client: WebClient, machine: () => number): Channels {
  let known: { readonly at: number; readonly ids: Promise<ReadonlyMap<string, string>> } | undefined;

  const listed = (maxAgeMs: number): Promise<ReadonlyMap<string, string>> => {
    if (known && machine() - known.at < maxAgeMs) return known.ids;
    const ids = listAll(client);
    known = { at: machine(), ids };
    ids.catch(() => {
      known = undefined;
    });
    return ids;
  };

  return {
    async idOf(nameOrId) {
      if (/^[CGD][A-Z0-9]{6,}$/.test(nameOrId)) return nameOrId;
      const name = nameOrId.replace(/^#/, '');
      return (await listed(KEEP_MS)).get(name) ?? (await listed(AGAIN_MS)).get(name);
    },
    forget() {
      known = undefined;
    },
  };
}

async function listAll(client: WebClient): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await client.conversations
      .list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 1000,
        ...(cursor !== undefined && { cursor }),
      })
      .catch((error: unknown) => {
        throw transient('list its channels', error);
      });
    for (const { id, name } of answer.channels ?? []) if (id && name) ids.set(name, id);
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return ids;
}
