import { parse } from 'yaml';
import { z } from 'zod';

/** What a workflow file says, as far as the stand-in runs it. */
export interface Workflow {
  /** Under `.github/workflows/`. */
  readonly file: string;
  readonly name: string;
  /** With its expressions. */
  readonly runName: string | undefined;
  /** Undefined when it can't be started by hand. */
  readonly dispatch: { readonly inputs: Readonly<Record<string, WorkflowInput>> } | undefined;
  /** Patterns of branches and tags; undefined when a push starts nothing. */
  readonly push: { readonly branches: readonly string[]; readonly tags: readonly string[] } | undefined;
  readonly pullRequest: boolean;
  readonly jobs: readonly { readonly name: string; readonly environment: string | undefined }[];
}

export type WorkflowInput = z.output<typeof Input>;

const Input = z.object({
  required: z.boolean().default(false),
  default: z.union([z.string(), z.boolean(), z.number()]).transform(String).optional(),
  options: z.array(z.string()).optional(),
});
const Environment = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const Job = z.object({ name: z.string().optional(), environment: Environment.optional() });
const Push = z.object({ branches: z.array(z.string()).optional(), tags: z.array(z.string()).optional() }).nullish();
const Dispatch = z.object({ inputs: z.record(z.string(), Input.nullish()).nullish() }).nullish();

const Triggers = z.preprocess(
  byName,
  z.object({ workflow_dispatch: Dispatch, push: Push, pull_request: z.unknown() }).partial(),
);
const File = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: Triggers,
  jobs: z.record(z.string(), Job),
});

/** Throws when it is no workflow. */
export function readWorkflow(file: string, text: string): Workflow {
  const { name = `.github/workflows/${file}`, on, jobs, 'run-name': runName } = File.parse(parse(text));
  return {
    file,
    name,
    runName,
    dispatch: 'workflow_dispatch' in on ? { inputs: inputsOf(on.workflow_dispatch) } : undefined,
    push: 'push' in on ? refsOf(on.push) : undefined,
    pullRequest: 'pull_request' in on,
    jobs: Object.entries(jobs).map(([key, job]) => ({ name: job.name ?? key, environment: job.environment })),
  };
}

/** `on: push` and `on: [push, workflow_dispatch]` mean what the long form says. */
function byName(on: unknown): unknown {
  if (typeof on === 'string') return { [on]: null };
  return Array.isArray(on) ? Object.fromEntries(on.map((name) => [String(name), null])) : on;
}

function inputsOf(dispatch: z.output<typeof Dispatch>): Readonly<Record<string, WorkflowInput>> {
  const declared = Object.entries(dispatch?.inputs ?? {});
  return Object.fromEntries(declared.map(([name, input]) => [name, input ?? { required: false }]));
}

/** A push of anything starts it when nothing is said, and a push of branches alone is none of tags. */
function refsOf(push: z.output<typeof Push>): Workflow['push'] {
  const { branches, tags } = push ?? {};
  const otherwise = branches || tags ? [] : ['**'];
  return { branches: branches ?? otherwise, tags: tags ?? otherwise };
}

/** Whether a push of this branch or tag starts it. */
export function startsOnPush(
  { push }: Workflow,
  ref: { readonly kind: 'branch' | 'tag'; readonly name: string },
): boolean {
  const patterns = (ref.kind === 'branch' ? push?.branches : push?.tags) ?? [];
  return patterns.some((pattern) => matches(pattern, ref.name));
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(name);
}

/** Why it can't be started with these inputs, in the host's words. */
export function inputProblem({ dispatch }: Workflow, given: Readonly<Record<string, string>>): string | undefined {
  if (!dispatch) return "Workflow does not have 'workflow_dispatch' trigger";
  if (Object.keys(given).length > 25) return 'No more than 25 inputs may be provided';
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(dispatch.inputs, name));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  for (const [name, { required, default: otherwise, options }] of Object.entries(dispatch.inputs)) {
    const value = given[name] ?? otherwise;
    if (required && value === undefined) return `Required input '${name}' not provided`;
    if (options && value !== undefined && !options.includes(value)) {
      return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
    }
  }
  return undefined;
}

/** The same workflow for one run: its expressions filled in, wherever they count. */
export function filledIn(workflow: Workflow, words: RunWords): Workflow {
  const { runName, jobs } = workflow;
  return {
    ...workflow,
    runName: runName && filled(runName, workflow, words),
    jobs: jobs.map(({ name, environment }) => ({
      name,
      environment: environment && (filled(environment, workflow, words) || undefined),
    })),
  };
}

export interface RunWords {
  readonly inputs: Readonly<Record<string, string>>;
  /** What other expressions stand for: `github.ref_name`, `github.actor`, `github.sha`. */
  readonly words: Readonly<Record<string, string>>;
}

function filled(text: string, { dispatch }: Workflow, { inputs, words }: RunWords): string {
  const whole = text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_whole, expression: string) => {
    const input = /^(?:github\.event\.)?inputs\.(.+)$/.exec(expression)?.[1];
    if (input === undefined) return words[expression] ?? '';
    return inputs[input] ?? dispatch?.inputs[input]?.default ?? '';
  });
  return whole.trim();
}
