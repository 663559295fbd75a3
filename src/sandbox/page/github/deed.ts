import type { z } from 'zod';
import type { FakeGitHub } from '../../github/fake-github.ts';
import type { Hand } from '../../github/hand.ts';
import { Refusal } from '../../github/routes/_route.ts';
import { type Act, act, Who } from '../act.ts';
import { loginOf } from './login.ts';

export interface Doer {
  readonly login: string;
  /** With which they do it, under the same rules as everybody. */
  readonly hand: Hand;
  readonly github: FakeGitHub;
}

/** Something that a person does to the repository: says what was done, or in GitHub's words why it was refused. */
export function deed<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  run: (asked: z.output<z.ZodObject<Shape>>, doer: Doer) => Promise<string>,
): Act {
  return act(schema.extend(Who).loose(), async (body, { slack, github }) => {
    const { user } = body;
    const login = loginOf(slack.workspace.person(String(user)) ?? { name: String(user) });
    try {
      return { done: await run(schema.parse(body), { login, hand: github.as(login), github }) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { problem: `GitHub refused: ${wordsOf(error)}` };
    }
  });
}

/** With what it found wrong, one after the other. */
function wordsOf({ message, details }: Refusal): string {
  const errors = Array.isArray(details.errors) ? details.errors : [];
  const reasons = errors.map((reason: unknown) => {
    if (typeof reason !== 'object' || reason === null) return String(reason);
    if ('message' in reason) return String(reason.message);
    return 'field' in reason ? `${reason.field} is not valid` : '';
  });
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return [...lines, ...reasons].filter(Boolean).join(': ');
}
