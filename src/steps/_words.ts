import { fillText } from '../core/playbook/fill.ts';
import { slug } from '../core/playbook/slug.ts';
import { toLocal } from '../core/time/zone.ts';
import type { StepView } from './_step.ts';

type View = Pick<StepView<unknown, never, never>, 'release' | 'playbook' | 'now'>;

/**
 * Fills `<word>` in a text of the playbook that goes to the host: a title, a message of a commit or a tag. Purely, and
 * without secrets, since everybody reads it there. What turned out empty takes the dash before it along.
 */
export function fillForHost(text: string, view: View, more: Readonly<Record<string, string>> = {}): string {
  const { release, playbook, now } = view;
  const summary = release.summary.split('\n')[0] ?? '';
  const words = {
    version: release.version,
    previous: release.previous ?? 'none',
    summary,
    name: slug(summary),
    incident: release.incident,
    release: release.id,
    title: playbook.title,
    app: playbook.repository.split('/').at(-1) ?? playbook.repository,
    date: toLocal(now, playbook.timezone).slice(0, 10),
    ...more,
  };
  return fillText(text, words)
    .replaceAll(/ [-–:] *$/gm, '')
    .trim();
}
