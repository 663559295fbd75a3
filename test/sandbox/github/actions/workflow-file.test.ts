import { describe, expect, it } from '@jest/globals';
import {
  filledIn,
  inputProblem,
  readWorkflow,
  startsOnPush,
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

describe('the expressions of a run', () => {
  const words = { inputs: { version: '1.5.0', correlation_id: 'k-1' }, words: { 'github.actor': 'dana' } };

  it('are filled in where a run is named', () => {
    expect(filledIn(DEPLOY, words).runName).toBe('Deploy 1.5.0 (k-1) by dana');
  });

  it.each([
    ['its default for an input that was not given', `\${{ inputs.place }}`, 'staging'],
    ['what was given', `\${{ inputs.version }}`, '1.5.0'],
    ['nothing for what nobody knows', `\${{ inputs.nothing }}`, undefined],
  ])('name an environment by %s', (_case, environment, name) => {
    const [job] = filledIn({ ...DEPLOY, jobs: [{ name: 'deploy', environment }] }, words).jobs;

    expect(job?.environment).toBe(name);
  });
});
