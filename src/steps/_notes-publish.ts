import { asPlainText } from '../core/notes/markdown.ts';
import { isSameText } from '../core/notes/publication.ts';
import { lastFact, type NewFact } from '../core/release/fact.ts';
import { act, finish, type Move, wait } from '../core/release/move.ts';
import { isPreRelease } from '../core/release/version.ts';
import { type Context, type FactOf, type NotesFact, reviewerOf, type View } from './_notes.ts';
import { bodyAt } from './_notes-find.ts';
import { editAnswer, shownText } from './_notes-review.ts';
import { askNoticed, since } from './_noticed.ts';
import { who } from './_people.ts';
import type { Found } from './_step.ts';

/** Shown at the tag, once somebody has seen them. */
export function publish(view: View): Move<'find' | 'publish', never> {
  const found = lastFact(view.facts, 'found');
  const published = lastFact(view.facts, 'published');
  if (published) return done(published.url, 'published');
  if (!found || view.facts.at(-1)?.type === 'again') return act('find');
  const { tag, expected, there } = found;
  if (tag === null) {
    const question = `\`${expected}\` is not set yet, and notes are published at a tag. Set it, then look again.`;
    return askNoticed(reviewerOf(view), { why: `there is no tag \`${expected}\``, question });
  }
  const later = since(view.facts, 'found');
  const last = later.at(-1);
  if (there) {
    if (there.same) return done(there.url, 'published already, in these words');
    return last?.type === 'kept'
      ? done(there.url, `published in other words; ${who(last.by)} keeps them`)
      : askThere(view, tag, there);
  }
  const wasReviewed = Object.values(view.outputs).some(({ notes }) => notes !== undefined);
  if (last?.type === 'used' || (last === undefined && wasReviewed)) return act('publish');
  return askReview(view, { ...found, tag });
}

function done(url: string, how: string): Move<never, never> {
  return finish(`${how}: ${url}`, { 'notes-url': url });
}

function askThere(
  view: View,
  tag: string,
  { url, draft }: { readonly url: string; readonly draft: boolean },
): Move<never, never> {
  const of = [reviewerOf(view)];
  const again = { verb: 'again', label: 'Look again', of };
  if (draft) {
    const question = `At \`${tag}\` somebody left a draft that nobody else can see: ${url}\nPublish or delete it, then look again.`;
    return wait(`there is a draft at \`${tag}\``, { ask: { question, of, answers: [again] } });
  }
  const question = `At \`${tag}\` other notes are published already: ${url}\nShipmate does not overwrite them. Keep them, or delete them there and look again.`;
  const answers = [{ verb: 'keep', label: 'Keep what is there', of }, again];
  return wait(`other notes are published at \`${tag}\``, { ask: { question, of, answers } });
}

function askReview(view: View, found: FactOf<'found'> & { readonly tag: string }): Move<never, never> {
  const of = [reviewerOf(view)];
  const edited = lastFact(since(view.facts, 'found'), 'edited');
  const shown = edited ? { text: edited.text, more: 0 } : found;
  const by = edited ? `, as ${who(edited.by)} changed them` : '';
  const question = `“${found.title}” is published at \`${found.tag}\` with these words${by}.`;
  const answers = [
    { verb: 'use', label: 'Publish', style: 'primary', of } as const,
    ...editAnswer(view, shown),
    { verb: 'again', label: 'Look again', of },
  ];
  return wait('the notes are to be read', {
    ask: { question, text: shownText({ ...shown, text: asPlainText(shown.text) }), of, answers },
  });
}

/** Publishes them; what is at the tag already is asked about. */
export async function publishNotes(context: Context): Promise<NewFact<NotesFact>> {
  const { publications } = context.tools.repository(context.signal);
  const { tag, title } = foundIn(context);
  const there = await publications.find(tag);
  if (there) return asFound(context, there, await bodyOf(context));
  const { url } = await publications.publish({
    tag,
    title,
    body: await bodyOf(context),
    prerelease: context.spec.tag !== 'production' || isPreRelease(context.release.version),
  });
  return { type: 'published', url };
}

export async function lookForPublication(context: Context): Promise<Found<NotesFact>> {
  const there = await context.tools.repository(context.signal).publications.find(foundIn(context).tag);
  if (!there) return { didNot: true };
  const body = await bodyOf(context);
  const isOurs = !there.draft && isSameText(there.body, body);
  return { happened: isOurs ? { type: 'published', url: there.url } : asFound(context, there, body) };
}

function asFound(
  context: Context,
  there: { readonly url: string; readonly draft: boolean; readonly body: string },
  body: string,
): NewFact<NotesFact> {
  const { url, draft } = there;
  const { at: _at, recorded: _recorded, by: _by, ...found } = foundIn(context);
  return { ...found, there: { url, draft, same: !draft && isSameText(there.body, body) } };
}

/** What the reviewer agreed to. */
async function bodyOf(context: Context): Promise<string> {
  const { text, more, tag } = foundIn(context);
  const edited = lastFact(since(context.facts, 'found'), 'edited');
  if (edited || more === 0) return edited?.text ?? text;
  return bodyAt(context, tag, context.tools.repository(context.signal));
}

export function foundIn({ facts }: Pick<View, 'facts'>): FactOf<'found'> & { readonly tag: string } {
  const found = lastFact(facts, 'found');
  if (!found || found.tag === null) throw new Error('nothing can be published without a tag');
  return { ...found, tag: found.tag };
}
