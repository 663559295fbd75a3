import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Answer, json, word } from '../http.ts';
import type { Deploy, Environment } from './environment.ts';

/** One request to the deploy API, with what it asks for. */
export interface DeployCall {
  /** For faults: `deploy`, `observe`, `find` or `stop`. */
  readonly name: string;
  carryOut(): Promise<Answer>;
}

export interface DeployApiParts {
  readonly environments: ReadonlyMap<string, Environment>;
  readonly token: string;
  /** Like a platform that has no idea of idempotency keys. */
  readonly ignoresKeys: () => boolean;
  /** Machine milliseconds until a new deploy is listed. */
  readonly listLagMs: () => number;
  readonly machine: () => number;
}

const Start = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+[\w.-]*$/), key: z.string().min(1) });
const Stop = z.object({ key: z.string().default('') });

/** `POST /<env>/deploys`, `GET /<env>/deploys?key=`, `GET /<env>/deploys/<id>` and `POST /<env>/stop`. */
export function readDeployCall(request: IncomingMessage, body: string, parts: DeployApiParts): DeployCall {
  const url = new URL(request.url ?? '/', 'http://platform');
  const [, env = '', what = '', id] = url.pathname.split('/');
  const environment = parts.environments.get(env);
  const route = `${request.method} ${what}`;
  const refusal = (status: number, error: string): DeployCall => call('refused', () => json(status, { error }));

  if (!isAllowed(word(request.headers.authorization), parts.token)) return refusal(401, 'the token is wrong');
  if (!environment) return refusal(404, `there is no environment \`${env}\``);
  if (route === 'POST deploys') {
    return call('deploy', () => start(environment, parsed(Start, body), parts.ignoresKeys()));
  }
  if (route === 'POST stop') return call('stop', () => stop(environment, parsed(Stop, body)));
  if (route === 'GET deploys' && id) return call('observe', () => observe(environment, id));
  if (route === 'GET deploys') return call('find', () => find(environment, url.searchParams.get('key'), parts));
  return refusal(404, `there is no \`${request.method} ${url.pathname}\``);
}

function call(name: string, answer: () => Answer | Promise<Answer>): DeployCall {
  return { name, carryOut: async () => answer() };
}

function start(environment: Environment, asked: z.output<typeof Start> | undefined, ignoresKeys: boolean): Answer {
  if (!asked) return json(400, { error: 'a version like `1.5.0` and a key are needed' });
  const known = ignoresKeys ? undefined : environment.deploys.find(({ key }) => key === asked.key);
  if (known && known.version !== asked.version) {
    return json(409, { error: `the key \`${asked.key}\` was used for version \`${known.version}\`` });
  }
  return json(known ? 200 : 201, { id: (known ?? environment.deploy(asked.version, asked.key)).id });
}

async function stop(environment: Environment, asked: z.output<typeof Stop> | undefined): Promise<Answer> {
  await environment.stop(asked?.key ?? '');
  return json(200, { stopped: true });
}

function observe(environment: Environment, id: string): Answer {
  const deploy = environment.deploys.find((other) => other.id === id);
  return deploy ? json(200, shown(deploy)) : json(404, { error: `there is no deploy \`${id}\`` });
}

function find(environment: Environment, key: string | null, { machine, listLagMs }: DeployApiParts): Answer {
  const listed = environment.deploys.filter(({ at }) => at + listLagMs() <= machine());
  return json(200, { deploys: listed.filter((deploy) => key === null || deploy.key === key).map(shown) });
}

function shown({ id, version, key, state, note }: Deploy): object {
  return { id, version, key, state, note };
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(body || '{}')).data;
  } catch {
    return undefined; // No JSON is answered like JSON without what is needed.
  }
}

function isAllowed(header: string, token: string): boolean {
  const given = Buffer.from(header);
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
