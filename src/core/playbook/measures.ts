/** What a watch measures on every target, whatever deploys to it. Limits of targets and triggers are held against these. */
export const WATCHED: Readonly<Record<string, string>> = {
  'error-rate': 'the share of probes of the health paths that failed',
  latency: 'how long the health paths took to answer',
  reports: 'how many problems people reported during this release',
};

/** What can be told of a release when it has ended. `metrics` are held against these; the others are asked of a role. */
export const RELEASE_MEASURES: Readonly<Record<string, string>> = {
  downtime: 'how long the watched target did not answer',
  duration: 'from the opening to the end',
  rollbacks: 'how many rollbacks this release had',
  reports: 'how many problems people reported',
};
