/** The branches of a playbook whose releases have one of their own, cut from develop. */
export const BRANCHES = {
  work: { pattern: 'develop' },
  production: { pattern: 'main' },
  release: { pattern: 'release/v<version>', from: 'work' },
};
