import { readTree } from '../git/trees.ts';
import type { World } from '../world.ts';
import { readWorkflow, type Workflow } from './workflow-file.ts';

const FOLDER = '.github/workflows';

/** The workflow as it stands at a commit; undefined when there is none, or none that can be read. */
export async function workflowAt({ objects }: World, file: string, commit: string): Promise<Workflow | undefined> {
  const found = await objects.read(`${commit}:${FOLDER}/${file}`);
  return found?.type === 'blob' ? parsed(file, found.body.toString('utf8')) : undefined;
}

export async function workflowsAt(world: World, commit: string): Promise<readonly Workflow[]> {
  const folder = await world.objects.read(`${commit}:${FOLDER}`);
  if (folder?.type !== 'tree') return [];
  const entries = await readTree(world.objects, folder.sha);
  const files = entries.map(({ name }) => name).filter((name) => /\.ya?ml$/.test(name));
  const read = await Promise.all(files.map((file) => workflowAt(world, file, commit)));
  return read.filter((workflow) => workflow !== undefined);
}

/** The file that a path of the API means: its name or its number. */
export async function workflowNamed(world: World, name: string): Promise<Workflow | undefined> {
  const tip = world.refs.get(`refs/heads/${world.repository.defaultBranch}`) ?? '';
  if (!/^\d+$/.test(name)) return workflowAt(world, name, tip);
  return (await workflowsAt(world, tip)).find(({ file }) => String(workflowId(file)) === name);
}

/** The same for the same name, whatever else is there. */
export function workflowId(file: string): number {
  return [...file].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_000_000, 7) + 1_000_000;
}

function parsed(file: string, text: string): Workflow | undefined {
  try {
    return readWorkflow(file, text);
  } catch {
    return undefined; // GitHub starts nothing from a file that is wrong, either.
  }
}
