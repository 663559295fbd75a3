import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { FileCommit, Files } from '../core/repository/files.ts';
import type { Api } from './api.ts';
import { COMMIT_FILES } from './documents.ts';

const Content = z.union([
  z.object({ type: z.literal('file'), encoding: z.string(), content: z.string(), sha: z.string() }),
  // A folder is a list; a submodule, or a link to nowhere, is no file either.
  z.array(z.unknown()).transform(() => undefined),
  z.object({ type: z.enum(['dir', 'submodule', 'symlink']) }).transform(() => undefined),
]);
const Blob = z.object({ encoding: z.literal('base64'), content: z.string() });
const Committed = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

export function createFiles(api: Api): Files {
  return {
    async read(path, ref) {
      const file = await api.find('GET /repos/{owner}/{repo}/contents/{path}', { path, ref }, Content);
      if (!file) return undefined;
      return textOf(file.encoding === 'base64' ? file.content : await readBlob(api, file.sha), path);
    },

    async commit(request) {
      const input = commitInput(`${api.owner}/${api.repo}`, request);
      const { createCommitOnBranch } = await api.mutate(COMMIT_FILES, { input }, Committed);
      return createCommitOnBranch.commit.oid;
    },
  };
}

/** Above one megabyte, contents come without their content. */
async function readBlob(api: Api, sha: string): Promise<string> {
  return (await api.read('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { file_sha: sha }, Blob)).content;
}

/** Every byte is kept, a byte order mark too: the text may be written back. */
function textOf(base64: string, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch (error) {
    throw new UserError('no_text', `\`${path}\` is no text in UTF-8`, { fix: 'Name a text file.', cause: error });
  }
}

function commitInput(repository: string, { branch, parent, message, changes }: FileCommit): object {
  const [headline = '', ...rest] = message.split('\n');
  return {
    branch: { repositoryNameWithOwner: repository, branchName: branch },
    expectedHeadOid: parent,
    message: { headline, body: rest.join('\n').trim() },
    fileChanges: {
      additions: changes.map(({ path, content }) => ({ path, contents: Buffer.from(content).toString('base64') })),
    },
  };
}
