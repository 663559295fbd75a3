import { GraphQLError, Kind, parse } from 'graphql';
import { type Answer, fields, json, word } from '../../http.ts';
import { answerDocument } from '../graphql/answer.ts';
import { rootsFor } from '../graphql/roots.ts';
import type { World } from '../world.ts';
import type { Call, Route } from './_route.ts';

/** GraphQL, as far as it is asked for. It says no with a 200. */
export const graphql: readonly Route[] = [
  { name: 'graphql', at: 'POST //graphql', nameOf: (body) => `graphql.${fieldOf(word(body.query))}`, run: answer },
];

async function answer(call: Call, world: World): Promise<Answer> {
  const asked = { query: word(call.body.query), variables: fields(call.body.variables) };
  try {
    const { data, errors } = await answerDocument(asked, rootsFor(world, call.by));
    return json(200, { data, ...(errors.length > 0 && { errors }) });
  } catch (error) {
    if (error instanceof GraphQLError) return json(200, { errors: [{ message: error.message }] });
    throw error;
  }
}

/** `createCommitOnBranch` for a mutation, and the name of the document for a question. */
function fieldOf(query: string): string {
  try {
    const operation = parse(query).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const first = operation?.selectionSet.selections[0];
    if (operation?.operation === 'mutation' && first?.kind === Kind.FIELD) return first.name.value;
    return operation?.name?.value ?? 'query';
  } catch {
    return 'unreadable';
  }
}
