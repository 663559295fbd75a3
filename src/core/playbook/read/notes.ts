import { z } from 'zod';
import { checked, shown, Text } from '../names.ts';
import type { NotesSettings, Playbook } from '../playbook.ts';
import { oneOrMore } from '../words.ts';
import { explainChoice } from './issues.ts';
import type { Place } from './place.ts';
import { addTemplates, type Reading } from './reading.ts';
import { pathProblem } from './version.ts';

export const SHIPPED_NOTES: NotesSettings = {
  sections: { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'], Security: ['security'] },
  references: false,
  title: 'v<version> - <summary>',
};

const YesNo = z.boolean({ error: ({ input }) => explainChoice(input, ['true', 'false']) });

const File = checked('a file', pathProblem);

/** `feat`, the word before the colon of a conventional commit. */
export const CommitType = checked('a type of commit', (value) =>
  /^[a-z][a-z0-9-]*$/.test(value) ? undefined : `${shown(value)} is no type of commit: write one like \`feat\``,
);

export function readNotes(at: Place, reading: Reading): Playbook['notes'] {
  const changelog = at.maybe('changelog', File);
  const [title, footer] = ['title', 'footer'].map((key) => at.maybe(key, Text));
  if (title?.includes('\n')) at.refuse('a title is one line', 'title');
  addTemplates(reading, at, { title, footer });
  const notes = {
    sections: at.has('sections') ? readSections(at.child('sections')) : SHIPPED_NOTES.sections,
    references: at.maybe('references', YesNo) ?? SHIPPED_NOTES.references,
    title: title ?? SHIPPED_NOTES.title,
    ...(changelog !== undefined && { changelog }),
    ...(footer !== undefined && { footer }),
  };
  at.done();
  return notes;
}

/** A commit stands in one section only. */
function readSections(place: Place): NotesSettings['sections'] {
  const seen = new Map<string, string>();
  const sections = place.entries().map(([title, at]) => {
    const types = place.maybe(title, oneOrMore(CommitType)) ?? [];
    for (const type of types) {
      const other = seen.get(type);
      if (other !== undefined) at.refuse(`\`${type}\` stands under \`${other}\` already`);
      seen.set(type, title);
    }
    return [title, types] as const;
  });
  return Object.fromEntries(sections);
}
