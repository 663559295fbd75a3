import type { Api } from '../../src/github/api.ts';
import type { Identity } from '../../src/github/clients.ts';
import { createGitHub } from '../../src/github/github.ts';
import { type Answerer, json, type SeenRequest } from './local-server.ts';
import { recordingLog } from './quiet.ts';

const SIGNAL = AbortSignal.timeout(600_000);

/** `acme/shop` at whatever answers there, without the pauses that GitHub wants. */
export function apiAt(apiUrl: string, identity: Identity = { token: 'ghp_not-a-real-one' }, name = 'acme/shop'): Api {
  const parts = { mirrors: '', machine: Date.now, log: recordingLog(), env: {}, isHasty: true };
  return createGitHub({ apiUrl, identity }, parts).api(name, SIGNAL);
}

/** By method and path below the repository, without the query: a body, or a status and a message. */
export type Answers = Readonly<Record<string, object | ((request: SeenRequest) => object)>>;

export const refusing = (status: number, message: string) => ({ status, message });

/** Answers 404 for everything else in a repository that can be seen. */
export function answering(answers: Answers): Answerer {
  return (request, response) => {
    const path = request.path.replace(/\?.*/, '').replace('/repos/acme/shop', '') || '/';
    const known = answers[`${request.method} ${path}`] ?? (path === '/' ? {} : refusing(404, 'Not Found'));
    const answer = typeof known === 'function' ? known(request) : known;
    const isRefusal = 'status' in answer && typeof answer.status === 'number';
    json(response, answer, isRefusal ? Number(answer.status) : 200);
  };
}
