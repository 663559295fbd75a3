import { describe, expect, it } from '@jest/globals';
import {
  inputProblem,
  readWorkflow,
  startsOnPush,
  titleOf,
} from '../../../../src/sandbox/github/actions/workflow-file.ts';

const JOBS = 'jobs: { deploy: { runs-on: ubuntu-latest, environment: production } }';
const read = (text: string) => readWorkflow('deploy.yml', `${text}\n${JOBS}`);

const DEPLOY = read(`
name: Deploy
run-name: Deploy \${{ inputs.version }} (\${{ github.event.inputs.correlation_id }}) by \${{ github.actor }}
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
      place: { type: choice, options: [staging, production], default: staging }
      correlation_id:
`);

describe('a workflow file', () => {
  it.each([
    ['on: workflow_dispatch', true],
    ['on: [push, workflow_dispatch]', true],
    ['on: { workflow_dispatch: { inputs: { a: } } }', true],
    ['on: push', false],
  ])('with `%s` can be started by hand: %s', (text, can) => {
    expect(read(text).dispatch !== undefined).toBe(can);
  });

  it('names the environment of a job, however it is written', () => {
    const text =
      'on: push\njobs: { a: { environment: staging }, b: { name: B, environment: { name: production } }, c: {} }';

    expect(readWorkflow('x.yml', text).jobs).toEqual([
      { name: 'a', environment: 'staging' },
      { name: 'B', environment: 'production' },
      { name: 'c', environment: undefined },
    ]);
  });

  it('is refused when it has no jobs', () => {
    expect(() => readWorkflow('x.yml', 'on: push')).toThrow();
  });

  it.each([
    ['on: push', 'branch', 'develop', true],
    ['on: push', 'tag', 'v1', true],
    ['on: { push: { tags: ["v*"] } }', 'tag', 'v1.2.0', true],
    ['on: { push: { tags: ["v*"] } }', 'tag', 'stage-v1', false],
    ['on: { push: { tags: ["v*"] } }', 'branch', 'v1', false],
    ['on: { push: { branches: [main, "release/**"] } }', 'branch', 'release/v1/x', true],
    ['on: { push: { branches: ["release/*"] } }', 'branch', 'release/v1/x', false],
    ['on: pull_request', 'branch', 'develop', false],
  ] as const)('with `%s`, a push of the %s %s starts it: %s', (text, kind, name, does) => {
    expect(startsOnPush(read(text), { kind, name })).toBe(does);
  });
});

describe('inputs', () => {
  it.each([
    [{ version: '1.5.0' }, undefined],
    [{ version: '1.5.0', place: 'production', correlation_id: 'k' }, undefined],
    [{}, "Required input 'version' not provided"],
    [{ version: '1', speed: 'fast' }, 'Unexpected inputs provided: ["speed"]'],
    [{ version: '1', place: 'moon' }, "Provided value 'moon' for input 'place' not in the list of allowed values"],
  ])('%j are answered with %s', (given, problem) => {
    expect(inputProblem(DEPLOY, given)).toBe(problem);
  });
});

describe('the title of a run', () => {
  const words = { 'github.actor': 'dana' };

  it.each([
    ['is its run-name, filled in', DEPLOY, 'Deploy 1.5.0 (k-1) by dana'],
    ['is what it would be called anyway without one', read('on: push'), 'fix: the door'],
    [
      'is so, too, when nothing is left of the run-name',
      read(`run-name: "\${{ inputs.nothing }}"\non: push`),
      'fix: the door',
    ],
  ])('%s', (_case, workflow, title) => {
    const inputs = { version: '1.5.0', correlation_id: 'k-1' };

    expect(titleOf(workflow, { inputs, words, otherwise: 'fix: the door' })).toBe(title);
  });
});
