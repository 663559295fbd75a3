import type { NewFact } from '../core/release/fact.ts';
import type { Move } from '../core/release/move.ts';
import { listed } from '../core/text.ts';
import { AT_HOST, LOOK_AT_HOST } from './_host.ts';
import { defineStep, type Reference } from './_step.ts';
import { decide, type Mark, nextMark, Spec, TagFact } from './_tag.ts';
import { type Context, survey } from './_tag-look.ts';
import { chooseVersion, hearVersion } from './_version.ts';
import { PROPOSE } from './_version-look.ts';
import { fillForHost } from './_words.ts';

/** Its output: `tag` and `commit` of the last one, `tag-<key>` for each, and `version`. */
export default defineStep({
  name: 'tag',
  summary: 'Sets annotated tags on what is released; a tag is never moved, and versions only go up.',
  spec: Spec,
  uses: ({ value }): readonly Reference[] => value.map((name, index) => ({ to: 'tag', name, path: ['value', index] })),
  title: ({ value }) => `Tag ${listed(value)}`,
  once: true,
  neverSkipped: true,
  facts: TagFact,

  next: (view): Move<'propose' | 'survey' | 'create', NewFact<TagFact>> =>
    chooseVersion(view, view.facts) ?? decide(view),

  hear: ({ verb }): NewFact<TagFact> => hearVersion(verb) ?? { type: 'taken', name: '' },

  actions: {
    propose: PROPOSE,
    survey: { ...LOOK_AT_HOST, perform: survey },
    create: {
      ...AT_HOST,
      perform: create,
      async look(context) {
        const { key, name, commit } = markIn(context);
        const there = await context.tools.repository(context.signal).refs.tag(name);
        const isOurs = there?.commit === commit;
        return isOurs ? { happened: { type: 'tagged', key, name, commit } } : { didNot: true };
      },
      assume: (view): NewFact<TagFact> => ({ type: 'tagged', ...markIn(view) }),
    },
  },
});

async function create(context: Context): Promise<NewFact<TagFact>> {
  const { key, name, commit } = markIn(context);
  const { refs } = context.tools.repository(context.signal);
  const there = await refs.tag(name);
  if (there && there.commit !== commit) return { type: 'taken', name };
  if (!there) {
    const message = fillForHost(context.spec.message, context, { tag: name, n: /\d+$/.exec(name)?.[0] ?? '' });
    await refs.createTag({ name, commit, message: message || name });
  }
  return { type: 'tagged', key, name, commit };
}

function markIn(view: Parameters<typeof nextMark>[0]): Pick<Mark, 'key' | 'name'> & { readonly commit: string } {
  const mark = nextMark(view);
  if (!mark || mark.commit === null) throw new Error('no tag is left to be set');
  return { key: mark.key, name: mark.name, commit: mark.commit };
}
