import { z } from 'zod';
import { readMessage } from '../core/notes/conventional.ts';
import { BranchReference } from '../core/playbook/words.ts';
import { cut } from '../core/text.ts';
import { short } from '../steps/_places.ts';
import { type CheckResult, defineCheck, pass, unknown } from './_check.ts';
import { sinceLive } from './_revision.ts';

const EVIDENCE_LINES = 20;
const SUBJECT = 100;

export default defineCheck({
  name: 'commits',
  summary: 'How many commits since the live version say of what type they are, like `feat: …`.',
  comesWith: 'definition',
  settings: z.strictObject({ value: BranchReference.describe('the branch') }),
  measures: ['conventional'],
  onlyMeasures: true,
  branch: ({ value }) => value,

  async ask({ value }, context): Promise<CheckResult> {
    const since = await sinceLive(value, context);
    if (typeof since === 'string') return unknown(since);
    const own = since.commits.filter(({ parents }) => parents.length < 2);
    if (own.length === 0) return unknown(`nothing was committed to ${value} since ${since.tag}`);
    const others = own.filter(({ subject, body }) => readMessage(`${subject}\n\n${body}`).type === null);
    const said = own.length - others.length;
    return pass(
      `${said} of ${own.length} commits since ${since.tag} say of what type they are`,
      others.slice(0, EVIDENCE_LINES).map(({ sha, subject }) => `${short(sha)} ${cut(subject, SUBJECT)}`),
      { conventional: said / own.length },
    );
  },
});
