const PLACEHOLDER = /<([a-z][a-z0-9-]*(?:\.[a-z]+)?)>/g;

/** What `<word>` in a text of a playbook stands for. `<target>.url` in the brackets is the address of a target. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  version: 'the version of the release, without a `v`',
  previous: 'the version that was live before, or the one that a rollback goes back to',
  summary: 'what the release is about, in one line',
  title: 'the title of the playbook',
  incident: 'the number of the incident that a hotfix is for',
  name: 'the summary, made a word for the name of a branch',
  tag: 'the tag of the version, as `tags.production` has it',
  date: 'today, in the zone of the playbook',
  branch: 'the branch that is frozen',
  approvers: 'the roles that let a change through the freeze',
  reason: 'the reason that a person gave, or what was found',
  eta: 'how long it is expected to take',
  impact: 'what users notice, as the person who decided wrote it',
  'deployed-at': 'when the version went live',
  'deploy-at': 'when the deploy is planned',
  duration: 'how long the release took',
  downtime: 'how long the application did not answer',
  features: 'what is new in the version, from its commits',
  fixes: 'what the version repairs, from its commits',
  improvements: 'what else the version does better, from its commits',
  commits: 'how many commits the version consists of',
  'files-changed': 'how many files they changed',
  'lines-added': 'how many lines they added',
  'lines-removed': 'how many lines they removed',
  'notes-url': 'where the notes of the version are published',
  'rollback-plan': 'the steps that a rollback would run',
  status: 'where the release stands',
  app: 'the repository, without its owner',
  people: 'who is asked',
  step: 'the title of the step',
  phase: 'the title of the phase',
  who: 'who did it',
  release: 'the id of the release, as it is typed',
  note: 'what came of it, in one line',
};

/** Words that only the texts of one kind of step, or of one key of the file, may use. */
export const OWN_PLACEHOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tag: { n: 'the count of this tag among those of the same version' },
  workflow: { ref: 'the branch or tag that the workflow runs on' },
  'version.commit': { folder: 'the folder of the files that the commit changes' },
};

/** The words that such a kind of step, or such a key, has for itself. */
export function ownPlaceholders(owner: string): readonly string[] {
  return Object.keys((Object.hasOwn(OWN_PLACEHOLDERS, owner) ? OWN_PLACEHOLDERS[owner] : undefined) ?? {});
}

/** Puts values in the place of `<word>`. A word without a value stays as it is written. */
export function fillText(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(PLACEHOLDER, (written, word: string) =>
    Object.hasOwn(values, word) ? (values[word] ?? written) : written,
  );
}

/** The same for a message of several lines: a line whose every word turned out empty is left out. */
export function fillLines(template: string, values: Readonly<Record<string, string>>): string {
  const lines = template.split('\n').map((line) => ({ line, filled: fillText(line, values) }));
  return lines
    .filter(({ line, filled }) => line === filled || filled.trim() !== '')
    .map(({ filled }) => filled)
    .join('\n');
}

/** The words in `<…>`, each once. Slack's own `<!here>`, `<@U…>` and `<https:…>` are none. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}
