import { expect, it } from '@jest/globals';
import { editCompose } from '../../../src/core/version-files/compose.ts';

const RAISE = { version: '1.5.0', repository: 'Acme/web' };

it.each([
  ['the owner in its path', 'services:\n  app:\n    image: ghcr.io/acme/portal:1.4.2 # ours\n'],
  ['the name of the repository', 'services:\r\n  app: { image: "web:1.4.2", ports: ["80:80"] }\r\n'],
  ['the name and more', "services:\n    app:\n        image: 'web-api:1.4.2'\n"],
  ['a port in its path', 'services:\n  app:\n    image: registry.local:5000/acme/web:1.4.2'],
  ['a build of its own', 'services:\n  app:\n    build: .\n    image: portal:1.4.2\n'],
  ['a registry from the environment', `services:\n  app:\n    image: $\{REGISTRY:-ghcr.io}/acme/web:1.4.2\n`],
])('an image with %s is raised, and every other byte stays', (_what, text) => {
  expect(editCompose(text, RAISE)).toEqual({ text: text.replace('1.4.2', '1.5.0'), found: ['1.4.2'] });
});

it('keeps a `v` and raises all images of ours, and nobody else’s', () => {
  const text =
    'services:\n  a:\n    image: web:v1.4.2\n  b:\n    image: web-job:1.4.1\n  db:\n    image: postgres:16.4.2\n';

  expect(editCompose(text, RAISE)).toEqual({
    text: text.replace('v1.4.2', 'v1.5.0').replace('1.4.1', '1.5.0'),
    found: ['v1.4.2', '1.4.1'],
  });
});

it('leaves an image alone whose tag comes from the environment', () => {
  const text = `services:\n  a:\n    image: web:$\{TAG:-1.0.0}\n  b:\n    image: web:1.4.2\n`;

  expect(editCompose(text, RAISE)).toMatchObject({ text: text.replace('1.4.2', '1.5.0') });
});

it.each([
  [
    'services:\n  db:\n    image: postgres:16\n',
    'none of its images is built here or carries the name of the repository: `postgres:16`',
  ],
  [`services:\n  a:\n    image: web:$\{TAG}\n`, `no tag in it is a version that stands in the file: \`web:$\{TAG}\``],
  ['services:\n  a:\n    image: web\n', 'no tag in it is a version that stands in the file: `web`'],
  ['services:\n  a:\n    image: web:latest\n', 'no tag in it is a version that stands in the file: `web:latest`'],
  [
    'services:\n  a:\n    image: web:1.4.2@sha256:abc\n',
    'no tag in it is a version that stands in the file: `web:1.4.2@sha256:abc`',
  ],
  ['services:\n  a:\n    build: .\n', 'it has no image'],
  ['version: "3"\n', 'it has no image'],
])('%j is a mistake', (text, problem) => {
  expect(editCompose(text, RAISE)).toEqual({ problem });
});

it('that is no YAML says so', () => {
  expect(editCompose('services: [\n', RAISE)).toEqual({ problem: expect.stringMatching(/^it is no YAML: /) });
});
