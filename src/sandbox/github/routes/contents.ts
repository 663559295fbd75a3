import { type Answer, json, word } from '../../http.ts';
import { writeCommit } from '../git/commits.ts';
import { editTree, readTree } from '../git/trees.ts';
import { moveByRules } from '../moves.ts';
import { workflowProblem } from '../rules/workflow-files.ts';
import { shownCommit, signatureOf } from '../shown.ts';
import type { World } from '../world.ts';
import { type Call, invalid, notFound, Refusal, type Route, required } from './_route.ts';
import { commitAt } from './commits.ts';

/** Files at one commit. */
export const contents: readonly Route[] = [
  { name: 'repos.get-content', at: 'GET /contents/*path', needs: ['contents', 'read'], run: getContent },
  {
    name: 'repos.create-or-update-file-contents',
    at: 'PUT /contents/*path',
    needs: ['contents', 'write'],
    run: putContent,
  },
];

async function getContent(call: Call, world: World): Promise<Answer> {
  const ref = call.query.get('ref') ?? world.repository.defaultBranch;
  const path = call.params.path ?? '';
  const commit = await commitAt(world, ref);
  if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const found = await world.objects.read(`${commit.sha}:${path}`);
  if (!found) throw notFound();
  if (found.type === 'tree') {
    const entries = await readTree(world.objects, found.sha);
    const type = (mode: string): string => (mode === '40000' ? 'dir' : 'file');
    return json(
      200,
      entries.map(({ name, sha, mode }) => ({ name, path: `${path}/${name}`, sha, type: type(mode) })),
    );
  }
  if (word(call.headers.accept).includes('raw')) {
    return { status: 200, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' }, body: found.body };
  }
  const name = path.split('/').at(-1);
  const content = found.body.toString('base64').replace(/.{60}/g, '$&\n');
  return json(200, { type: 'file', name, path, sha: found.sha, size: found.body.length, encoding: 'base64', content });
}

async function putContent(call: Call, world: World): Promise<Answer> {
  const path = call.params.path ?? '';
  const branch = word(call.body.branch) || world.repository.defaultBranch;
  const ref = `refs/heads/${branch}`;
  const parent = await commitAt(world, ref);
  if (!parent) throw new Refusal(404, `Branch ${branch} not found`);
  const problem = workflowProblem([path], call.by);
  if (problem !== undefined) throw new Refusal(403, problem);
  const there = await world.objects.read(`${parent.sha}:${path}`);
  if (there && call.body.sha === undefined) throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (there && call.body.sha !== there.sha) throw new Refusal(409, `${path} does not match ${word(call.body.sha)}`);
  const blob = world.objects.write('blob', Buffer.from(required(call, 'content'), 'base64'));
  const tree = await editTree(world.objects, parent.tree, new Map([[path, { sha: blob }]]));
  const author = signatureOf(call.by.login, world.machine());
  const message = required(call, 'message');
  const commit = { tree, parents: [parent.sha], author, committer: author, message };
  const sha = writeCommit(world.objects, commit);
  await moveByRules(world, { ref, before: parent.sha, after: sha }, { by: call.by, status: 409 });
  world.effect('commit', `${branch} ${sha}`, call.by.login);
  return json(there ? 200 : 201, { content: { path, sha: blob }, commit: shownCommit(world, { ...commit, sha }) });
}
