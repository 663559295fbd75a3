import { z } from 'zod';
import type { Gate, Gates } from '../core/repository/gates.ts';
import { isFreezeContext } from '../core/repository/guard.ts';
import { cut } from '../core/text.ts';
import type { Api } from './api.ts';
import { type RequiredCheck, requiredChecks } from './branch-rules.ts';

/** GitHub refuses a longer description of a status. */
const DESCRIPTION_LIMIT = 140;

export function createGates(api: Api): Gates {
  return {
    async of(commit, branch) {
      const [runs, statuses, required] = await Promise.all([
        api.list('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ref: commit, filter: 'latest' }, CheckRuns),
        api.list('GET /repos/{owner}/{repo}/commits/{ref}/status', { ref: commit }, Statuses),
        branch === undefined ? [] : requiredChecks(api, branch),
      ]);
      return gatesFrom([...runs, ...statuses], required);
    },

    async tell(commit, { context, state, description, url }) {
      const said = { context, state, description: cut(description, DESCRIPTION_LIMIT) };
      const target = url === undefined ? {} : { target_url: url };
      await api.tell('POST /repos/{owner}/{repo}/statuses/{sha}', { sha: commit, ...said, ...target }, z.unknown());
    },
  };
}

/** What was said about a commit, as a check run or as a status. */
export interface Report {
  readonly name: string;
  readonly state: 'pass' | 'fail' | 'pending';
  readonly word: string;
  readonly url: string | null;
  /** The App that said it; null when GitHub does not tell, which it never does for a status. */
  readonly app: number | null;
}

const CheckRuns = z
  .object({
    check_runs: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        conclusion: z.string().nullish(),
        html_url: z.string().nullish(),
        app: z.object({ id: z.int() }).nullish(),
      }),
    ),
  })
  .transform(({ check_runs }) =>
    check_runs.map(
      ({ name, status, conclusion, html_url, app }): Report => ({
        name,
        state: status === 'completed' ? concluded(conclusion ?? '') : 'pending',
        word: (status === 'completed' ? conclusion : undefined) ?? status,
        url: html_url ?? null,
        app: app?.id ?? null,
      }),
    ),
  );

const Statuses = z
  .object({
    statuses: z.array(z.object({ context: z.string(), state: z.string(), target_url: z.string().nullish() })),
  })
  .transform(({ statuses }) =>
    statuses.map(
      ({ context, state, target_url }): Report => ({
        name: context,
        state: state === 'success' ? 'pass' : state === 'pending' ? 'pending' : 'fail',
        word: state,
        url: target_url ?? null,
        app: null,
      }),
    ),
  );

/** As GitHub counts for its own required checks; a word that we don't know is no pass. */
const concluded = (word: string): Report['state'] =>
  ['success', 'neutral', 'skipped'].includes(word) ? 'pass' : 'fail';

/** Of several reports with one name the worst counts. What a freeze of ours says is no gate. */
export function gatesFrom(reports: readonly Report[], required: readonly RequiredCheck[]): readonly Gate[] {
  const asked = required.filter(({ context }) => !isFreezeContext(context));
  const said = reports.filter(({ name }) => !isFreezeContext(name));
  const missing = asked.filter((check) => !said.some((report) => answers(report, check)));
  const gates = new Map<string, Gate>();
  for (const gate of [...said.map((report) => gateOf(report, asked)), ...missing.map(missingGate)]) {
    const key = gate.name.toLowerCase();
    const known = gates.get(key);
    gates.set(key, known ? worse(known, gate) : gate);
  }
  return [...gates.values()];
}

const WORST_FIRST: readonly Gate['state'][] = ['fail', 'missing', 'pending', 'pass'];

function worse(one: Gate, other: Gate): Gate {
  const isOther = WORST_FIRST.indexOf(other.state) < WORST_FIRST.indexOf(one.state);
  return { ...(isOther ? other : one), required: one.required || other.required };
}

function gateOf(report: Report, asked: readonly RequiredCheck[]): Gate {
  const { app: _app, ...gate } = report;
  return { ...gate, required: asked.some((check) => answers(report, check)) };
}

/** GitHub takes the names of checks without regard to capitals. A check of another App is not the one asked for. */
function answers({ name, app }: Report, check: RequiredCheck): boolean {
  if (name.toLowerCase() !== check.context.toLowerCase()) return false;
  return app === null || check.app === null || app === check.app;
}

function missingGate({ context }: RequiredCheck): Gate {
  return { name: context, state: 'missing', required: true, word: 'missing', url: null };
}
