import { UserError } from '../core/errors.ts';
import type { NewFact } from '../core/release/fact.ts';
import type { Move } from '../core/release/move.ts';
import { AT_HOST } from './_host.ts';
import { NotesFact, Spec, type View } from './_notes.ts';
import { commit, lookForCommit } from './_notes-commit.ts';
import { draft } from './_notes-draft.ts';
import { find } from './_notes-find.ts';
import { lookForPublication, publish, publishNotes } from './_notes-publish.ts';
import { hearEdit } from './_notes-review.ts';
import { write } from './_notes-write.ts';
import { defineStep, type Reference } from './_step.ts';
import { hearVersion } from './_version.ts';
import { HISTORY_LIMIT_MS, PROPOSE } from './_version-look.ts';

type Action = 'propose' | 'draft' | 'commit' | 'find' | 'publish';

/**
 * The output of `write`: `version`, `notes`, `features`, `fixes`, `improvements`, `changelog-commit`, and the numbers
 * `commits`, `files`, `added`, `removed`. Of `publish`: `notes-url`.
 */
export default defineStep({
  name: 'notes',
  summary: 'Writes the notes of the release into the changelog, or publishes them at its tag.',
  spec: Spec,
  uses: ({ value, review, tag }): readonly Reference[] => [
    ...(review === undefined ? [] : [{ to: 'role', name: review, path: ['review'] } as const]),
    ...(value === 'publish' ? [{ to: 'tag', name: tag, path: ['tag'] } as const] : []),
  ],
  title: ({ value }) => (value === 'write' ? 'Write the release notes' : 'Publish the release notes'),
  once: true,
  facts: NotesFact,

  next: (view): Move<Action, NewFact<NotesFact>> => (view.spec.value === 'write' ? write(view) : publish(view)),

  hear(answer, view): NewFact<NotesFact> {
    const { verb } = answer;
    switch (verb) {
      case 'use':
        return { type: 'used' };
      case 'edit':
        return hearEdit(answer, view, textIn(view));
      case 'again':
        return { type: 'again' };
      case 'keep':
        return { type: 'kept' };
      case 'replace':
        return { type: 'replaced' };
      default: {
        const heard = hearVersion(verb);
        if (heard) return heard;
        throw new UserError('stale', `\`${verb}\` is not asked here`, { fix: 'Look at the card again.' });
      }
    }
  },

  actions: {
    propose: PROPOSE,
    draft: { effect: false, timeoutMs: () => HISTORY_LIMIT_MS, perform: draft },
    commit: {
      ...AT_HOST,
      timeoutMs: () => 60_000,
      perform: commit,
      look: lookForCommit,
      assume: (): NewFact<NotesFact> => ({ type: 'committed', commit: null }),
    },
    find: { effect: false, timeoutMs: () => HISTORY_LIMIT_MS, perform: find },
    publish: {
      ...AT_HOST,
      timeoutMs: () => 60_000,
      perform: publishNotes,
      look: lookForPublication,
      // Its address is found by another look.
      assume: (): NewFact<NotesFact> => ({ type: 'again' }),
    },
  },
});

/** What stands in the request now. */
function textIn({ facts }: Pick<View, 'facts'>): string {
  const text = facts.findLast(({ type }) => type === 'edited' || type === 'drafted' || type === 'found');
  return text && 'text' in text ? text.text : '';
}
