import type { NotesSettings } from '../playbook/playbook.ts';

type Sections = NotesSettings['sections'];

/** Where a change goes whose title says nothing of its kind: better a line to be moved than a change nobody hears of. */
export const OTHER = 'Other changes';

/** Types that users notice: they are never left out, even when no section asks for them. */
const NEWS = ['feat', 'fix', 'revert', 'security'];
/** Types that stand for what no user notices. */
const INTERNAL = ['build', 'chore', 'ci', 'deps', 'docs', 'perf', 'refactor', 'style', 'test', 'tests'];

const BY_LABEL: Readonly<Record<string, string>> = {
  feature: 'feat',
  enhancement: 'feat',
  bug: 'fix',
  bugfix: 'fix',
  performance: 'perf',
  documentation: 'docs',
};

/**
 * What kind of change it is: what the message says, else the labels of its pull request, else null. A word before a colon
 * that is no type is a word of the title.
 */
export function kindOf(type: string | null, labels: readonly string[], sections: Sections): string | null {
  const isListed = (kind: string): boolean => Object.values(sections).some((types) => types.includes(kind));
  if (type !== null && (NEWS.includes(type) || INTERNAL.includes(type) || isListed(type))) return type;
  return labels.map(kindByLabel).find(isListed) ?? null;
}

/** The title of the section for this kind of change; undefined when it is left out on purpose. */
export function sectionOf(kind: string | null, sections: Sections): string | undefined {
  if (kind === null) return OTHER;
  const found = Object.entries(sections).find(([, types]) => types.includes(kind))?.[0];
  return found ?? (NEWS.includes(kind) ? OTHER : undefined);
}

/** `bug`, `type: bug` and `kind/bug` say the same. */
function kindByLabel(label: string): string {
  const word = label.toLowerCase().split(/[:/]/).at(-1)?.trim() ?? '';
  return BY_LABEL[word] ?? word;
}
