import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { fields } from '../../http.ts';

export type Args = Readonly<Record<string, unknown>>;

/** What a field is: something that is there, or a function that finds it out, from its arguments. */
export type Node = { readonly [field: string]: unknown };

export interface GraphQLRefusal {
  readonly type: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** GitHub's own words and type for what it does not do or does not know. */
export class NoAnswer extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'NoAnswer';
    this.type = type;
  }
}

export interface Asked {
  readonly query: string;
  readonly variables: Args;
}

export interface Answered {
  readonly data: unknown;
  readonly errors: readonly Partial<GraphQLRefusal>[];
}

/** Answers a document field by field; what a node has no field for is an error, as at GitHub. */
export async function answerDocument(
  { query, variables }: Asked,
  roots: { query: Node; mutation: Node },
): Promise<Answered> {
  const document = parse(query);
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  if (!operation) throw new GraphQLError('A document needs an operation');
  const walk = new Walk(fragments, withDefaults(operation, variables));
  const root = operation.operation === 'mutation' ? roots.mutation : roots.query;
  const data = await walk.object(root, operation.selectionSet, []);
  return { data, errors: walk.errors };
}

function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, given: Args): Args {
  const defaults = variableDefinitions.map(({ variable, defaultValue }) => [
    variable.name.value,
    defaultValue ? valueFromASTUntyped(defaultValue) : null,
  ]);
  return { ...Object.fromEntries(defaults), ...given };
}

type Path = readonly (string | number)[];

class Walk {
  readonly errors: GraphQLRefusal[] = [];
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Args;

  constructor(fragments: readonly FragmentDefinitionNode[], variables: Args) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    this.#variables = variables;
  }

  /** One field after the other, so that mutations are. */
  async object(node: Node, { selections }: SelectionSetNode, path: Path): Promise<Node> {
    const result: Record<string, unknown> = {};
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        result[key] = await this.#field(node, selection, [...path, key]);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (!fragment) throw new GraphQLError(`there is no such fragment`);
      const wanted = fragment.typeCondition?.name.value;
      const own = node.__typename;
      if (wanted !== undefined && typeof own === 'string' && own !== wanted) continue;
      Object.assign(result, await this.object(node, fragment.selectionSet, path));
    }
    return result;
  }

  async #field(node: Node, field: FieldNode, path: Path): Promise<unknown> {
    const name = field.name.value;
    if (!(name in node)) {
      throw new GraphQLError(`Field '${name}' doesn't exist on type '${String(node.__typename ?? 'Query')}'`);
    }
    try {
      const found = node[name];
      const value = typeof found === 'function' ? await found(this.#args(field)) : found;
      return await this.#value(value, field.selectionSet, path);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.errors.push({ type: error.type, message: error.message, path });
      return null;
    }
  }

  async #value(value: unknown, selectionSet: SelectionSetNode | undefined, path: Path): Promise<unknown> {
    if (!selectionSet || value === null || value === undefined) return value ?? null;
    if (!Array.isArray(value)) return this.object(fields(value), selectionSet, path);
    return Promise.all(value.map((each, index) => this.#value(each, selectionSet, [...path, index])));
  }

  #args({ arguments: given = [] }: FieldNode): Args {
    return Object.fromEntries(
      given.map(({ name, value }) => [name.value, valueFromASTUntyped(value, this.#variables)]),
    );
  }
}
