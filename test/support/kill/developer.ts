import { APP } from '../../../src/sandbox/github/logins.ts';
import { opinions, type Pull } from '../../../src/sandbox/github/pulls/pull.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Crew } from './crew.ts';
import type { Dice } from './random.ts';

/** A pull request for which an exception was asked, at the head that it had. */
export interface Favour {
  readonly number: number;
  readonly head: string;
}

export interface DeveloperParts {
  readonly sandbox: Sandbox;
  readonly crew: Crew;
  readonly dice: Dice;
}

/** What people do at GitHub. Each deed returns true when something was done. */
export interface Developer {
  /** Approves the pull request of the release where that is missing, in the name of the lead. */
  review(): Promise<boolean>;
  /** Opens a pull request against the freeze of this release, once, and asks for an exception until it is taken. */
  plead(release: string): Promise<boolean>;
  /** Every exception that the bot took up. */
  readonly favours: readonly Favour[];
}

const AUTHOR = { slack: 'dana', login: 'dana-kars' } as const;
const REVIEWER = 'rosa-kars';
/** A release after the first has one as often. */
const OFTEN = 0.4;
/** Machine time until somebody who was not heard asks again. */
const REST_MS = 1_500;

export function createDeveloper({ sandbox, crew, dice }: DeveloperParts): Developer {
  const { github } = sandbox;
  const favours: Favour[] = [];
  let restUntil = 0;
  const pleas = new Map<string, Pull | 'none' | 'taken'>();

  async function open(release: string): Promise<Pull> {
    const author = github.as(AUTHOR.login);
    const branch = `fix/for-${release}`;
    const files = { [`backend/src/${release}.js`]: `export const release = '${release}';\n` };
    await author.push({ branch, from: 'develop', files, message: `fix: what ${release} can't wait for` });
    const pull = await author.open({ title: `fix: what ${release} can't wait for`, head: branch, base: 'develop' });
    // Not allowed, and tried all the same.
    await author.merge(pull.number).catch(() => undefined);
    return pull;
  }

  return {
    favours,
    async review() {
      const waiting = github.pulls().find(isUnreviewed);
      if (waiting) await github.as(REVIEWER).review(waiting.number, 'approve');
      return waiting !== undefined;
    },
    async plead(release) {
      const known = pleas.get(release);
      if (known === 'taken' || known === 'none' || Date.now() < restUntil || !isFrozen(sandbox)) return false;
      if (known === undefined && favours.length > 0 && !dice.chance(OFTEN)) {
        pleas.set(release, 'none');
        return false;
      }
      const { number, head } = known ?? (await open(release));
      // The freeze of the release before was lifted a moment ago: it went in as everybody's does.
      if (github.pull(number).merged?.by === AUTHOR.login) {
        pleas.set(release, 'none');
        return true;
      }
      pleas.set(release, github.pull(number));
      // Slack may have shown a failure though the bot had heard it.
      const isTaken = (await crew.plead(AUTHOR.slack, number)) || github.pull(number).merged !== null;
      restUntil = Date.now() + REST_MS;
      if (!isTaken) return true;
      pleas.set(release, 'taken');
      favours.push({ number, head: head.sha });
      return true;
    },
  };
}

function isUnreviewed(pull: Pull): boolean {
  const isHere = ({ login, commit }: { readonly login: string; readonly commit: string }): boolean =>
    login === REVIEWER && commit === pull.head.sha;
  return pull.state === 'open' && pull.author === APP.login && !opinions(pull).some(isHere);
}

function isFrozen({ github }: Sandbox): boolean {
  return github.rulesets().some(({ name, enforcement }) => name.startsWith('Shipmate') && enforcement === 'active');
}
