import type { Planting } from './plant.ts';

/** The state of the KARS repository some days before a weekly release: 1.4.2 is live, and more has been merged since. */

const packageJson = (name: string, version: string): string =>
  `${JSON.stringify({ name, version, private: true, type: 'module', scripts: { test: 'node --test', start: 'node src/main.js' } }, null, 2)}\n`;

const packageLock = (name: string, version: string): string =>
  `${JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages: { '': { name, version } } }, null, 2)}\n`;

function packages(version: string): Readonly<Record<string, string>> {
  return {
    'backend/package.json': packageJson('kars-backend', version),
    'backend/package-lock.json': packageLock('kars-backend', version),
    'frontend/package.json': packageJson('kars-frontend', version),
    'frontend/package-lock.json': packageLock('kars-frontend', version),
  };
}

const CHANGELOG = `# Changelog

What changes for those who use KARS. The format is that of Keep a Changelog, the versions are semantic.

## [Unreleased]

## [1.4.2] - 2026-02-26

### Fixed

- Saving a customer twice no longer makes two of them (#38)

## [1.4.1] - 2026-02-19

### Added

- A list of everyone who was invited (#35)

[Unreleased]: https://github.com/humac/kars/compare/v1.4.2...develop
[1.4.2]: https://github.com/humac/kars/compare/v1.4.1...v1.4.2
[1.4.1]: https://github.com/humac/kars/releases/tag/v1.4.1
`;

const CI = `name: CI
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: npm test --prefix backend
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: npm run lint --prefix frontend
`;

const DEPLOY = `name: Deploy
run-name: Deploy \${{ inputs.version }} to \${{ inputs.environment }} \${{ inputs.correlation_id }}
on:
  workflow_dispatch:
    inputs:
      version:
        required: true
      environment:
        required: true
      correlation_id:
        required: false
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: \${{ inputs.environment }}
    steps:
      - uses: actions/checkout@v5
      - run: ./deploy.sh
`;

const OPERATIONS = `# Operations

How KARS is run.

## Backups

A dump is taken every night.
`;

const MAIN_JS = `import { createServer } from 'node:http';

createServer((_request, response) => response.end('KARS')).listen(3000);
`;

export const KARS: Planting = {
  begins: '2026-02-12T09:00:00Z',
  steps: [
    {
      commit: 'chore: begin',
      by: 'lee-kars',
      on: 'main',
      files: {
        ...packages('1.4.1'),
        'README.md': '# KARS\n\nKeeps customers, contracts and invoices in one place.\n',
        'CHANGELOG.md': CHANGELOG.replace(/\n## \[1\.4\.2\][\s\S]*?(?=\n## \[1\.4\.1\])/, '\n'),
        'docs/operations.md': OPERATIONS,
        '.github/workflows/ci.yml': CI,
        '.github/workflows/deploy.yml': DEPLOY,
        'backend/src/main.js': MAIN_JS,
        'backend/src/customers.js': 'export const customers = [];\n',
        'frontend/src/app.js': "export const title = 'KARS';\n",
      },
    },
    { tag: 'v1.4.1', message: 'Release v1.4.1', by: 'rosa-kars', on: 'main' },
    { branch: 'develop', from: 'main' },
    {
      commit: 'fix(customers): save a customer once (#38)\n\nCloses #37',
      by: 'dana-kars',
      on: 'develop',
      files: { 'backend/src/customers.js': 'export const customers = new Map();\n' },
    },
    {
      commit: 'chore: release v1.4.2',
      by: 'rosa-kars',
      on: 'develop',
      files: { ...packages('1.4.2'), 'CHANGELOG.md': CHANGELOG },
    },
    {
      merge: 'develop',
      on: 'main',
      by: 'rosa-kars',
      message: 'Merge pull request #39 from humac/develop\n\nRelease v1.4.2',
    },
    { tag: 'v1.4.2', message: 'Release v1.4.2 - customers are saved once', by: 'rosa-kars', on: 'main' },
    { merge: 'main', on: 'develop', by: 'rosa-kars', message: "Merge branch 'main' into develop" },
    {
      commit: 'feat(search): find a customer by phone number',
      by: 'dana-kars',
      on: 'develop',
      files: { 'backend/src/search.js': "export const fields = ['name', 'email', 'phone'];\n" },
    },
    {
      commit: 'fix(backend): keep the session alive while a form is open',
      by: 'lee-kars',
      on: 'develop',
      files: { 'backend/src/session.js': 'export const minutes = 30;\n' },
    },
    { branch: 'feat/export', from: 'develop' },
    {
      commit: 'feat(export): export the monthly report as CSV',
      by: 'ana-kars',
      on: 'feat/export',
      files: { 'backend/src/export.js': "export const separator = ',';\n" },
    },
    {
      commit: 'test(export): numbers with thousands',
      by: 'ana-kars',
      on: 'feat/export',
      files: { 'backend/test/export.test.js': "import '../src/export.js';\n" },
    },
    {
      merge: 'feat/export',
      on: 'develop',
      by: 'lee-kars',
      message: 'Merge pull request #41 from humac/feat/export\n\nfeat(export): export the monthly report as CSV',
      pull: {
        number: 41,
        title: 'feat(export): export the monthly report as CSV',
        body: 'Closes #33',
        author: 'ana-kars',
        labels: ['feature', 'planned'],
      },
    },
    {
      commit: 'perf(backend): ask the database once per page',
      by: 'devon-kars',
      on: 'develop',
      files: { 'backend/src/pages.js': 'export const pageSize = 50;\n' },
    },
    {
      commit: 'feat(frontend): a dark theme (#42)\n\nFollows what the system says.',
      by: 'dana-kars',
      on: 'develop',
      files: { 'frontend/src/theme.js': "export const themes = ['light', 'dark'];\n" },
      pull: {
        number: 42,
        title: 'feat(frontend): a dark theme',
        body: 'Closes #29',
        author: 'dana-kars',
        labels: ['feature', 'planned'],
      },
    },
    {
      commit: 'docs: how a backup is restored',
      by: 'devon-kars',
      on: 'develop',
      files: { 'docs/operations.md': `${OPERATIONS}It is restored with \`pg_restore\`.\n` },
    },
    {
      commit: 'fix: escape <!channel> & "quotes" in names',
      by: 'lee-kars',
      on: 'develop',
      files: { 'backend/src/escape.js': "export const escaped = ['<', '>', '&'];\n" },
    },
    { branch: 'fix/time-zones', from: 'develop' },
    {
      commit: 'fix(invoices): the day of the customer, not of the server',
      by: 'dana-kars',
      on: 'fix/time-zones',
      files: { 'backend/src/invoices.js': "export const zone = 'customer';\n" },
    },
    {
      merge: 'fix/time-zones',
      on: 'develop',
      by: 'lee-kars',
      message:
        'Merge pull request #43 from humac/fix/time-zones\n\nfix(invoices): the day of the customer, not of the server',
      pull: {
        number: 43,
        title: 'fix(invoices): the day of the customer, not of the server',
        body: 'Fixes #40',
        author: 'dana-kars',
        labels: ['bug'],
      },
    },
    {
      commit: 'chore(frontend): drop a script that nobody used',
      by: 'ana-kars',
      on: 'develop',
      files: { 'frontend/src/app.js': "export const title = 'KARS';\nexport const version = 1;\n" },
    },
    {
      commit: 'feat(frontend): remember the last filter',
      by: 'dana-kars',
      on: 'develop',
      files: { 'frontend/src/filters.js': "export const storage = 'local';\n" },
    },
    { branch: 'docs/on-call', from: 'develop' },
    {
      commit: 'docs: who is on call',
      by: 'quinn-kars',
      on: 'docs/on-call',
      files: { 'docs/on-call.md': '# On call\n\nThe rotation changes on Mondays.\n' },
      open: {
        number: 44,
        title: 'docs: who is on call',
        body: 'Only words.',
        author: 'quinn-kars',
        into: 'develop',
        labels: ['documentation'],
      },
    },
    { branch: 'feat/saved-searches', from: 'develop' },
    {
      commit: 'feat(search): save a search',
      by: 'dana-kars',
      on: 'feat/saved-searches',
      files: { 'backend/src/saved-searches.js': 'export const limit = 20;\n' },
      open: {
        number: 45,
        title: 'feat(search): save a search',
        body: 'Closes #36',
        author: 'dana-kars',
        into: 'develop',
        labels: ['feature'],
      },
    },
    { branch: 'fix/login-loop', from: 'develop' },
    {
      commit: 'fix(login): no loop after a password was changed',
      by: 'lee-kars',
      on: 'fix/login-loop',
      files: { 'backend/src/login.js': 'export const retries = 1;\n' },
      open: {
        number: 46,
        title: 'fix(login): no loop after a password was changed',
        body: 'Fixes #34',
        author: 'lee-kars',
        into: 'develop',
        labels: ['bug', 'hotfix-ok'],
      },
    },
  ],
};
