import { fillText } from '../core/playbook/fill.ts';
import type { Emit } from '../core/release/move.ts';
import { isEnded } from '../core/release/release.ts';
import type { StepRecord } from '../core/store.ts';
import { escapeText, shownText } from '../core/text.ts';
import { wordsOf } from './fill-wait.ts';
import { changeFreeze, except } from './freezes/change-freeze.ts';
import { sayMessage } from './say.ts';
import { isRollback, plannedOf, stepsOf, type Turn } from './turn.ts';
import { assertUsable } from './usable-version.ts';

export function says(emits: readonly Emit[]): boolean {
  return emits.some(({ emit }) => emit === 'say');
}

/** Carries out what is committed together with a move. Nothing here calls out. */
export async function emitAll(turn: Turn, step: StepRecord, emits: readonly Emit[]): Promise<void> {
  for (const emit of emits) await emitOne(turn, step, emit);
}

async function emitOne(turn: Turn, step: StepRecord, emit: Emit): Promise<void> {
  const { unit, now } = turn;
  switch (emit.emit) {
    case 'say': {
      const fill = Object.fromEntries(Object.entries(emit.fill ?? {}).map(([word, value]) => [word, shownText(value)]));
      const report = { run: step.run, step: step.id, round: step.round };
      return sayMessage(turn, emit.message, { fill, ...(emit.report && { report }) });
    }
    case 'freeze':
      return changeFreeze(turn, emit.change);
    case 'except':
      return except(turn, emit);
    case 'live': {
      const { target, version, deployId } = emit;
      // A version found running before this release is nobody's release.
      const release = version === unit.release.version || isRollback(turn.run) ? unit.release.id : null;
      await unit.addLive({ target, version, deployId, release, at: now });
      if (release === null) return;
      return sayMessage(turn, 'deploy-finished', {
        fill: { step: escapeText(step.title), version: escapeText(version), note: '' },
      });
    }
    case 'summary':
      unit.release.summary = emit.text;
      return;
    case 'version':
      return chooseVersion(turn, emit);
  }
}

/** Titles name the version, so those of steps that have not ended are written anew. Throws UserError for one to avoid. */
async function chooseVersion(turn: Turn, { version, final }: Extract<Emit, { emit: 'version' }>): Promise<void> {
  const { unit } = turn;
  const { release } = unit;
  if (!release.provisional) return;
  assertUsable(version, { refused: await unit.refused(), onTheirWay: await unit.onTheirWay() });
  release.version = version;
  release.provisional = !final;
  const words = wordsOf(release);
  for (const step of stepsOf(turn)) {
    if (!isEnded(step.status)) step.title = fillText(plannedOf(turn, step.id).title, words);
  }
}
