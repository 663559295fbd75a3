import { type Answer, fields, json, list, word } from '../../http.ts';
import { readCommit, readTag, type Signature, writeCommit, writeTag } from '../git/commits.ts';
import { type Edits, editTree, readTree } from '../git/trees.ts';
import { shownSignature, signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, type Route, required } from './_route.ts';

/** Git's own objects: tags, commits, trees and blobs. */
export const objects: readonly Route[] = [
  {
    name: 'git.create-tag',
    at: 'POST /git/tags',
    needs: ['contents', 'write'],
    async run(call, world) {
      const object = required(call, 'object');
      const type = required(call, 'type');
      if ((await world.objects.read(object))?.type !== type) throw invalid('Object does not exist');
      const name = required(call, 'tag');
      const tagger = signature(call, 'tagger', world);
      const message = required(call, 'message');
      const sha = writeTag(world.objects, { object, type, name, tagger, message });
      return json(201, await shownTag(world, sha));
    },
  },
  {
    name: 'git.get-tag',
    at: 'GET /git/tags/:sha',
    needs: ['contents', 'read'],
    run: async ({ params }, world) => json(200, await shownTag(world, params.sha ?? '')),
  },
  {
    name: 'git.get-commit',
    at: 'GET /git/commits/:sha',
    needs: ['contents', 'read'],
    run: async ({ params }, world) => json(200, await shownGitCommit(world, params.sha ?? '')),
  },
  {
    name: 'git.create-commit',
    at: 'POST /git/commits',
    needs: ['contents', 'write'],
    async run(call, world) {
      const tree = required(call, 'tree');
      const parents = list(call.body.parents).map(word);
      const found = await Promise.all(parents.map((parent) => readCommit(world.objects, parent)));
      if (found.includes(undefined) || !(await world.objects.read(`${tree}^{tree}`)))
        throw invalid('Tree SHA does not exist');
      const author = signature(call, 'author', world);
      const message = required(call, 'message');
      const sha = writeCommit(world.objects, { tree, parents, author, committer: author, message });
      return json(201, await shownGitCommit(world, sha));
    },
  },
  {
    name: 'git.get-tree',
    at: 'GET /git/trees/*sha',
    needs: ['contents', 'read'],
    async run({ params }, world) {
      const tree = await world.objects.read(`${params.sha}^{tree}`);
      if (!tree) throw notFound();
      return json(200, { sha: tree.sha, tree: await shownEntries(world, tree.sha), truncated: false });
    },
  },
  { name: 'git.create-tree', at: 'POST /git/trees', needs: ['contents', 'write'], run: createTree },
  {
    name: 'git.create-blob',
    at: 'POST /git/blobs',
    needs: ['contents', 'write'],
    run({ body }, world) {
      const encoding = body.encoding === 'base64' ? 'base64' : 'utf8';
      return json(201, { sha: world.objects.write('blob', Buffer.from(word(body.content), encoding)) });
    },
  },
  {
    name: 'git.get-blob',
    at: 'GET /git/blobs/:sha',
    needs: ['contents', 'read'],
    async run({ params }, world) {
      const blob = await world.objects.read(params.sha ?? '');
      if (blob?.type !== 'blob') throw notFound();
      const content = blob.body.toString('base64');
      return json(200, { sha: blob.sha, size: blob.body.length, encoding: 'base64', content });
    },
  },
];

async function createTree({ body }: Call, world: World): Promise<Answer> {
  const edits: Map<string, { sha: string; mode?: string } | null> = new Map();
  for (const entry of list(body.tree).map(fields)) {
    const mode = word(entry.mode) || '100644';
    const sha = typeof entry.content === 'string' ? world.objects.write('blob', entry.content) : entry.sha;
    edits.set(word(entry.path), typeof sha === 'string' ? { sha, mode } : null);
  }
  const base =
    body.base_tree === undefined ? undefined : (await world.objects.read(`${word(body.base_tree)}^{tree}`))?.sha;
  if (body.base_tree !== undefined && base === undefined) throw invalid('base_tree is not a valid tree oid');
  const frozen: Edits = edits;
  const sha = await editTree(world.objects, base, frozen);
  return json(201, { sha, tree: await shownEntries(world, sha), truncated: false });
}

async function shownEntries(world: World, sha: string): Promise<readonly object[]> {
  const entries = await readTree(world.objects, sha);
  return entries.map(({ mode, name, sha: object }) => ({
    path: name,
    mode: mode.padStart(6, '0'),
    type: mode === '40000' ? 'tree' : 'blob',
    sha: object,
  }));
}

async function shownTag(world: World, sha: string): Promise<object> {
  const tag = await readTag(world.objects, sha);
  if (!tag) throw notFound();
  const { name, message, tagger, object, type } = tag;
  const verification = { verified: false, reason: 'unsigned' };
  return { sha, tag: name, message, tagger: shownSignature(tagger), object: { sha: object, type }, verification };
}

async function shownGitCommit(world: World, sha: string): Promise<object> {
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await readCommit(world.objects, sha) : undefined;
  if (!commit) throw notFound();
  const { tree, parents, author, committer, message } = commit;
  return {
    sha,
    message,
    tree: { sha: tree },
    parents: parents.map((parent) => ({ sha: parent })),
    author: shownSignature(author),
    committer: shownSignature(committer),
    html_url: `${world.urls.web}/${world.repository.fullName}/commit/${sha}`,
  };
}

/** Whoever is named in the request, else whoever makes it. */
function signature({ body, by }: Call, name: string, world: World): Signature {
  const given = fields(body[name]);
  const own = signatureOf(by.login, world.machine());
  const at = Date.parse(word(given.date));
  return {
    name: word(given.name) || own.name,
    email: word(given.email) || own.email,
    at: Number.isNaN(at) ? own.at : at,
  };
}
