import type { Effect } from '../../../../src/sandbox/github/events.ts';
import { APP } from '../../../../src/sandbox/github/logins.ts';
import type { Sandbox } from '../../../../src/sandbox/sandbox.ts';
import { pullOf } from '../pull-of.ts';
import type { Ending } from '../story.ts';
import type { World } from '../world.ts';

/** What the bot does besides: nothing of it is counted. */
const BESIDES: readonly Effect['kind'][] = ['ruleset', 'status', 'request-review'];

/** At GitHub everything took place once, where it belongs, and nothing else did. Returns what was seen otherwise. */
export async function brokenRepository(world: World): Promise<readonly string[]> {
  const { sandbox, evidence, endings, favours } = world;
  const wanted: string[] = favours.flatMap(({ number }) => [`merge-pull #${number}`, 'update-branch develop']);
  const seen: string[] = [];
  let live = '';
  for (const [id, ending] of endings) {
    const version = (await evidence.release(id))?.release.version ?? '';
    const pull = pullOf(version, sandbox);
    if (ending === 'finished') live = version;
    wanted.push(...deeds(version, { ending, pull: pull?.number ?? 0, live }));
    seen.push(...(await unlike(version, pull?.merged?.sha, sandbox)));
  }
  const done = sandbox.github.effects.filter(({ kind, by }) => by === APP.login && !BESIDES.includes(kind));
  seen.push(...differences(wanted, done.map(named)), ...mixedIn(world), ...intruders(sandbox.github.effects));
  const left = sandbox.github.rulesets().filter(isFreeze);
  if (left.length !== 1 || left[0]?.enforcement !== 'disabled') {
    seen.push(`the rulesets of freezes are ${left.map(({ enforcement }) => enforcement).join(', ') || 'none'}`);
  }
  return seen;
}

/** Everything that a release does at GitHub; one that was rolled back had all but its publication behind it. */
function deeds(
  version: string,
  { ending, pull, live }: { readonly ending: Ending; readonly pull: number; readonly live: string },
): readonly string[] {
  return [
    `create-branch release/v${version}`,
    ...Array.from({ length: 3 }, () => [`commit release/v${version}`, `update-branch release/v${version}`]).flat(),
    `open-pull #${pull}`,
    `merge-pull #${pull}`,
    'update-branch main',
    `create-tag v${version}`,
    'merge-branch into develop',
    'update-branch develop',
    `create-tag archive/v${version}`,
    `delete-branch release/v${version}`,
    `deployment production v${live}`,
    'deployment-status production success',
    ...(ending === 'finished' ? [`publish v${version}`] : []),
  ];
}

function named({ kind, what }: Effect): string {
  if (kind === 'commit') return `${kind} ${what.split(' ')[0]}`;
  return kind === 'merge-branch' ? `${kind} ${what.replace(/^.* into /, 'into ')}` : `${kind} ${what}`;
}

function differences(wanted: readonly string[], done: readonly string[]): readonly string[] {
  const times = (all: readonly string[], name: string): number => all.filter((each) => each === name).length;
  return [...new Set([...wanted, ...done])]
    .filter((name) => times(wanted, name) !== times(done, name))
    .map((name) => `${name} took place ${times(done, name)} times, not ${times(wanted, name)}`);
}

/** The tag is at the merge, develop has it, and the archive keeps what was merged. */
async function unlike(version: string, merge: string | undefined, { github }: Sandbox): Promise<readonly string[]> {
  const tags = await github.tags();
  const tag = tags.get(`v${version}`);
  const kept = tags.get(`archive/v${version}`);
  const develop = github.branches().get('develop') ?? '';
  const { history } = github.world;
  return [
    ...(tag === undefined || tag !== merge ? [`v${version} is at ${tag}, and its merge is ${merge}`] : []),
    ...(tag !== undefined && !(await history.isAncestor(tag, develop)) ? [`develop lacks v${version}`] : []),
    ...(kept === undefined || !(await history.isAncestor(kept, tag ?? ''))
      ? [`archive/v${version} is at ${kept}`]
      : []),
  ];
}

/** What was let through was merged at the head for which it was asked. */
function mixedIn({ sandbox, favours }: World): readonly string[] {
  return favours.flatMap(({ number, head }) => {
    const pull = sandbox.github.pull(number);
    return pull.merged && pull.head.sha === head
      ? []
      : [`#${number} is ${pull.state} at ${pull.head.sha}, not ${head}`];
  });
}

/** Whoever got into the work branch while it was frozen. */
function intruders(effects: readonly Effect[]): readonly string[] {
  let frozen = false;
  return effects.flatMap(({ kind, what, by }) => {
    if (kind === 'ruleset' && what.includes('Shipmate freeze')) frozen = what.endsWith(' active');
    const isInside = frozen && kind === 'update-branch' && what === 'develop' && by !== APP.login;
    return isInside ? [`${by} got into develop during a freeze`] : [];
  });
}

const isFreeze = ({ name }: { readonly name: string }): boolean => name.startsWith('Shipmate freeze');
