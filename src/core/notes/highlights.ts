import type { NotesSettings } from '../playbook/playbook.ts';
import { cut } from '../text.ts';
import { titlesUnder } from './markdown.ts';

/** What a message says of a version in one line each. */
export interface Highlights {
  readonly features: string;
  readonly fixes: string;
  readonly improvements: string;
}

const TYPES: Readonly<Record<keyof Highlights, readonly string[]>> = {
  features: ['feat'],
  fixes: ['fix'],
  improvements: ['perf', 'refactor'],
};

const NAMED_AT_MOST = 5;
const TITLE_AT_MOST = 100;

/** Read from the notes, so that what a person changed in them counts. */
export function highlightsOf(markdown: string, sections: NotesSettings['sections']): Highlights {
  const named = (key: keyof Highlights): string => shortList(titlesOf(key, markdown, sections));
  return { features: named('features'), fixes: named('fixes'), improvements: named('improvements') };
}

/** What the version is about, for those who gave it no summary; undefined when its notes name nothing. */
export function summaryOf(markdown: string, sections: NotesSettings['sections']): string | undefined {
  const titles = (['features', 'fixes', 'improvements'] as const).flatMap((key) => titlesOf(key, markdown, sections));
  const [first] = titles;
  // In plain text `@U…` would be a person, and this is what somebody wrote into a commit.
  return first === undefined ? undefined : cut(first.replaceAll(/@(?=\w)/g, ''), TITLE_AT_MOST);
}

function titlesOf(key: keyof Highlights, markdown: string, sections: NotesSettings['sections']): readonly string[] {
  const headings = Object.entries(sections).filter(([, types]) => types.some((type) => TYPES[key].includes(type)));
  return titlesUnder(
    markdown,
    headings.map(([title]) => title),
  );
}

function shortList(titles: readonly string[]): string {
  if (titles.length === 0) return 'none';
  const named = titles.slice(0, NAMED_AT_MOST).map((title) => cut(title, TITLE_AT_MOST));
  const more = titles.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
