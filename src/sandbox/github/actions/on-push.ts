import { fields, word } from '../../http.ts';
import type { HubEvent } from '../events.ts';
import type { World } from '../world.ts';
import { filledIn, startsOnPush } from './workflow-file.ts';
import { workflowsAt } from './workflows.ts';

/** Begins a run of every workflow that the push of a branch or a tag starts. */
export async function beginOnPush(world: World, { name, payload, by }: HubEvent): Promise<void> {
  const [, kind, ref = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(word(payload.ref)) ?? [];
  if (name !== 'push' || kind === undefined || payload.deleted === true) return;
  const { id: sha, message } = fields(payload.head_commit);
  const workflows = await workflowsAt(world, word(sha));
  for (const workflow of workflows) {
    if (!startsOnPush(workflow, { kind: kind === 'tags' ? 'tag' : 'branch', name: ref })) continue;
    const words = { 'github.ref_name': ref, 'github.sha': word(sha), 'github.actor': by };
    world.runs.begin({
      workflow: filledIn(workflow, { inputs: {}, words }),
      event: 'push',
      ref,
      sha: word(sha),
      actor: by,
      subject: word(message).split('\n')[0] ?? '',
    });
  }
}
