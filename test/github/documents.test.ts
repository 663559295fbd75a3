import { describe, expect, it } from '@jest/globals';
import { schema } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import * as documents from '../../src/github/documents.ts';

// The published schema has fields that stand there twice, which a strict reader refuses.
const github = buildSchema(schema.idl, { assumeValidSDL: true });
const { pullRequestTexts, ...constants } = documents;

describe('a question to GitHub', () => {
  it.each([...Object.entries(constants), ['pullRequestTexts', pullRequestTexts([1, 7])]])(
    'called %s is one that its schema has',
    (_name, document) => {
      expect(validate(github, parse(document))).toEqual([]);
    },
  );

  it('of a field that is not there would be noticed', () => {
    const wrong = parse('query { repository(owner: "a", name: "b") { pullRequest(number: 1) { colour } } }');

    expect(validate(github, wrong)).toHaveLength(1);
  });
});
