/**
 * What a step asks of people while it waits. Slack draws a request card from it, the CLI prints it, and the door
 * authorises against it: an answer that is not offered here is refused.
 */
export interface Ask {
  /** Plain text, unescaped. One sentence or a short paragraph. */
  readonly question: string;
  /** A longer text that the question is about, word for word and of many lines: a draft. Nobody is called in it. */
  readonly text?: string;
  /** Roles that are called by name when the request is posted. `anyone` calls nobody. */
  readonly of: readonly string[];
  /** The parts that are answered one by one: sign-off areas, checklist lines. */
  readonly items?: readonly AskItem[];
  readonly answers: readonly AnswerOption[];
}

export interface AskItem {
  readonly key: string;
  readonly title: string;
  readonly state: 'open' | 'yes' | 'no' | 'unknown';
  /** Who answered or what was found, plain text: `12 of 12 paths answered in time`. */
  readonly note?: string;
  /** Slack user id of the person who answered. */
  readonly by?: string;
}

/** One button. With fields it opens a modal first. */
export interface AnswerOption {
  /** What the step kind hears: `give`, `reject`, `done` … */
  readonly verb: string;
  readonly label: string;
  /** The item that the button belongs to. */
  readonly item?: string;
  readonly style?: 'primary' | 'danger';
  /** Roles of which any may press it; `anyone` is everyone. */
  readonly of: readonly string[];
  readonly fields?: readonly Field[];
}

/** One input of a modal. At most 3,000 characters of text, as Slack has it. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'line' | 'text' | 'link' | 'choice' | 'many';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly optional?: boolean;
  readonly initial?: string;
  readonly hint?: string;
}

/** What a person answered, after the door has authorised it against the ask. */
export interface Answer {
  readonly verb: string;
  readonly item?: string | undefined;
  /** Already checked: every required field of the option is there and is not blank. */
  readonly fields: Readonly<Record<string, string>>;
  /** Slack user id. */
  readonly by: string;
  /** In a run that lets a pull request through: this person's login at the host; null when none is known. */
  readonly login: string | null;
  /** The roles that this person has at this moment in this playbook, deputies included. */
  readonly roles: readonly string[];
}
