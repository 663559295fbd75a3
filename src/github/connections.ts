import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { TransientError, UserError } from '../core/errors.ts';
import {
  type AppIdentity,
  type ClientParts,
  type Clients,
  createAppClient,
  createInstallationClients,
  createTokenClients,
} from './clients.ts';
import { failureOf } from './failure.ts';

/** The clients of each repository; those of one installation are shared, since GitHub counts its calls together. */
export interface Connections {
  /** Throws UserError when the app is not installed there or its key is wrong, TransientError when nobody answers. */
  of(repository: string): Promise<Clients>;
  /** What the app was granted there, by GitHub's own keys: `contents: 'write'`. Undefined for a token, which does not tell. */
  granted(repository: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** After a token that GitHub does not take any more: the next call gets a new one. */
  forget(repository: string): void;
}

export function createConnections(parts: ClientParts): Connections {
  const { identity } = parts;
  if ('appId' in identity) return createAppConnections(parts, identity);
  const clients = createTokenClients(parts, identity.token);
  return { of: async () => clients, granted: async () => undefined, forget: () => {} };
}

function createAppConnections(parts: ClientParts, identity: AppIdentity): Connections {
  const installations = new Map<string, Promise<Installation>>();
  const clients = new Map<number, Clients>();
  const installationOf = (repository: string): Promise<Installation> => {
    const known = installations.get(repository);
    if (known) return known;
    const asked = askInstallation(createAppClient(parts, identity), repository, parts.machine);
    installations.set(repository, asked);
    asked.catch(() => installations.delete(repository));
    return asked;
  };
  return {
    async of(repository) {
      const { id } = await installationOf(repository);
      const made = clients.get(id) ?? createInstallationClients(parts, identity, id);
      clients.set(id, made);
      return made;
    },
    granted: async (repository) => (await installationOf(repository)).permissions,
    forget(repository) {
      installations.get(repository)?.then(
        ({ id }) => clients.delete(id),
        () => {},
      );
      installations.delete(repository);
    },
  };
}

type Installation = z.output<typeof Installation>;
const Installation = z.object({ id: z.number(), permissions: z.record(z.string(), z.string()) });

async function askInstallation(octokit: Octokit, repository: string, machine: () => number): Promise<Installation> {
  const [owner = '', repo = ''] = repository.split('/');
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
    return Installation.parse(data);
  } catch (error) {
    const failure = failureOf(error, { wasSent: true, machine: machine() });
    if (failure.what === 'limited') {
      throw new TransientError(`GitHub asks to wait: ${failure.words}`, { retryAfterMs: failure.waitMs, cause: error });
    }
    if (failure.what !== 'refused') {
      throw new TransientError(`GitHub gave no answer: ${failure.words}`, { cause: error });
    }
    if (failure.status === 404) {
      throw new UserError('github_not_installed', `the GitHub App is not installed in \`${repository}\``, {
        fix: 'Install it there, or correct `repository` in the playbook.',
        cause: error,
      });
    }
    throw new UserError('github_login', `GitHub does not take the key of the app: \`${failure.words}\``, {
      fix: 'Compare `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY` with the settings of the app.',
      cause: error,
    });
  }
}
