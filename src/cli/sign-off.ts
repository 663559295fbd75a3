import { UserError } from '../core/errors.ts';
import type { ReleaseView, StepState } from '../core/release/release.ts';
import { defineCliCommand } from './_command.ts';
import { chosenRelease, giveOrder, readOrderLine, withDatabase } from './_store.ts';

export default defineCliCommand({
  name: 'sign-off',
  summary: 'Signs off an area or rejects it, without Slack; without an area it lists what is asked.',
  usage: '[ID] [STEP [AREA]] [--reject REASON] --as EMAIL',

  async run(args, io) {
    const { words, as, options } = readOrderLine(args, `${this.name} ${this.usage}`, ['reject']);
    const [id, stepId, ...area] = words;
    return withDatabase(io, async (store, database) => {
      const view = await chosenRelease(store, id);
      const waiting = openSignOffs(view);
      if (stepId === undefined) {
        for (const { run, step } of waiting) io.out(described(run, step));
        if (waiting.length === 0) io.out(`${view.id} waits for no sign-off.`);
        return 0;
      }
      const { run, step, item } = findItem(waiting, stepId, area.join(' '));
      const verb = options.reject === undefined ? 'give' : 'reject';
      const fields = options.reject === undefined ? {} : { reason: options.reject };
      const order = { order: 'answer', release: view.id, run, step: step.id, round: step.round, verb, fields };
      return giveOrder(item === undefined ? order : { ...order, item }, as, { io, store, database });
    });
  },
});

interface Waiting {
  readonly run: string;
  readonly step: StepState;
}

function openSignOffs(view: ReleaseView): readonly Waiting[] {
  return view.runs.flatMap((run) =>
    run.steps.filter(({ kind, ask }) => kind === 'sign-off' && ask !== null).map((step) => ({ run: run.id, step })),
  );
}

function described(run: string, step: StepState): string {
  const items = (step.ask?.items ?? []).map(({ key, state }) => `${key} (${state})`).join(', ');
  return `${run}/${step.id}: ${step.title}${items ? `: ${items}` : ''}`;
}

function findItem(waiting: readonly Waiting[], id: string, area: string) {
  const found = waiting.find(({ step }) => step.id === id);
  if (!found) {
    throw new UserError('no_step', `no sign-off \`${id}\` is asked for`, {
      fix: `Asked for: ${waiting.map(({ step }) => step.id).join(', ') || 'none'}.`,
    });
  }
  const keys = [...new Set(found.step.ask?.answers.flatMap(({ item }) => item ?? []) ?? [])];
  const item = area === '' && keys.length < 2 ? keys[0] : keys.find((key) => key.toLowerCase() === area.toLowerCase());
  if (item === undefined && keys.length > 0) {
    throw new UserError('no_area', `\`${area}\` is not asked for`, { fix: `Open: ${keys.join(', ')}.` });
  }
  return { ...found, item };
}
