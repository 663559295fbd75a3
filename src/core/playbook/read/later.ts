/**
 * Words of the language that nothing executes yet, and what to write instead. A word leaves this page when the kit
 * brings it: what is installed always wins.
 */
type Later = Readonly<Record<string, string>>;

const byHand = (what: string): string =>
  `write \`- manual: ${what}\`, which a person does and attaches the evidence to`;

const asked = 'ask a person with a `checklist` line or a `manual` step';

export const LATER_IN_FILE: Later = {
  metrics: 'ask for the numbers with `ask`, or for the success criteria with `checklist`, at the end of the last phase',
};

export const LATER_IN_ABOUT: Later = { review: 'put it into the calendar of the owner' };

export const LATER_IN_TYPE: Later = {
  notice: 'the plan is announced when the release opens',
  budget: 'give each phase its `budget`',
};

export const LATER_IN_STEP: Later = { standby: 'write it at the phase' };

export const LATER_STEPS: Later = {
  backup: byHand('Back up the database'),
  migrate: byHand('Migrate the database'),
  restore: `write \`stop: <target>\`, and behind it \`- manual: Restore the database\``,
  window: 'write the time as the `at` of the phase',
};

/** Settings of kinds that are here, by kind. */
export const LATER_SETTINGS: Readonly<Record<string, Later>> = {
  deploy: { ref: 'the version is what the target gets', by: 'the provider of the target deploys' },
  watch: { 'save-logs': byHand('Save the logs') },
  run: { target: 'it runs in the folder that Shipmate was started in' },
};

export const LATER_CHECKS: Later = {
  audit: 'write `run: npm audit --audit-level=high`',
  report: asked,
  logs: asked,
  rows: asked,
  sql: asked,
  alarms: asked,
  measure: asked,
};

/** Settings of checks that are here, by kind. */
export const LATER_CHECK_SETTINGS: Readonly<Record<string, Later>> = {
  workflow: { inputs: 'a check starts nothing: write a step `- workflow: <file>` with them before it' },
};

/** Behind the `/` of a check without a definition. */
export const LATER_TARGET_CHECKS: Later = { backup: asked, migrations: asked, available: asked };

const deployedOtherwise = 'write `http: <address of a deploy API>`, `command: <program>` or `manual: <role>`';

export const LATER_PROVIDERS: Later = {
  railway: deployedOtherwise,
  vercel: deployedOtherwise,
  ecs: deployedOtherwise,
  compose: deployedOtherwise,
  workflow: deployedOtherwise,
  parts: 'write one target for each part',
};

export const LATER_IN_TARGET: Later = {
  'started-by': 'Shipmate starts the deploy',
  inputs: deployedOtherwise,
  measures: 'a watch measures error-rate, latency and reports by itself',
  database: byHand('Migrate the database'),
  'backup-age': asked,
  logs: asked,
};

const slackOnly = 'write `slack: <channel>`';

export const LATER_CHANNELS: Later = { email: slackOnly, webhook: slackOnly, statuspage: slackOnly };

export const LATER_CONDITIONS: Later = { changed: 'write `ask: <question>`' };

export const LATER_IN_FOLLOW_UP: Later = { every: 'write `due`, counted from the end of each release' };

export const LATER_IN_METRIC: Later = {
  due: 'it is asked when the release ends',
  phases: 'the whole release is timed',
};

export const LATER_PLACEHOLDERS: readonly string[] = ['timestamp', 'health', 'alerts', 'migration'];
