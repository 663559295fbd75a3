import { UserError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import { listed } from '../core/text.ts';
import { LIMIT, plain } from './blocks/limits.ts';
import { person } from './blocks/people.ts';

export interface ExplainParts {
  readonly log: Log;
  /** A new short reference, by which a log line is found again. */
  reference(): string;
}

/** mrkdwn for the person who met this error: what happened and what to do; or a reference to the log line. */
export function explain(error: unknown, doing: object, parts: ExplainParts): string {
  if (error instanceof UserError) {
    parts.log.info('refused', { ...doing, code: error.code });
    return refusal(error);
  }
  const reference = parts.reference();
  parts.log.error('a request from Slack broke', { ...doing, reference, error });
  return `:boom: That broke on my side and nothing was stored. It is logged as \`${reference}\`; try again in a moment.`;
}

function refusal({ message, fix = '', people }: UserError): string {
  const who = people.length === 0 ? '' : `Who could: ${listed(people.map(person), 'or')}.`;
  const lines = [`:warning: ${plain(message, LIMIT.section)}`, plain(fix, LIMIT.section), who];
  return lines.filter((line) => line !== '').join('\n');
}
