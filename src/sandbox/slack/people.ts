/** Somebody of the sandbox's team. */
export interface Person {
  readonly id: string;
  /** The handle behind the `@`. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  /** IANA zone in which Slack shows them times. */
  readonly timezone: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  /** Set for the direct messages between the bot and one person. */
  readonly with?: string;
}

export const TEAM = { id: 'T0KARS', domain: 'kars', name: 'KARS' } as const;
export const APP_ID = 'A0SHIPMATE';
export const BOT = { id: 'B0SHIPMATE', userId: 'U0SHIPMATE', name: 'shipmate', realName: 'Shipmate' } as const;
/** Says what went wrong with a command, like Slack's own bot. */
export const SLACKBOT = 'USLACKBOT';

function person(realName: string, title: string, timezone = 'America/New_York'): Person {
  const name = (realName.split(' ')[0] ?? realName).toLowerCase();
  return { id: `U0${name.toUpperCase()}`, name, realName, title, email: `${name}@kars.example`, timezone };
}

export const PEOPLE: readonly Person[] = [
  person('Rosa Lindqvist', 'Release manager'),
  person('Quinn Abara', 'QA engineer'),
  person('Iris Novak', 'QA engineer'),
  person('Paula Reyes', 'Product manager'),
  person('Lee Tanaka', 'Team lead'),
  person('Devon Clarke', 'DevOps'),
  person('Ana Petrov', 'DevOps', 'Europe/Prague'),
  person('Igor Bauer', 'Incident commander'),
  person('Mia Schmidt', 'Deputy incident commander'),
  person('Dana Field', 'Developer'),
];

export const CHANNELS: readonly Channel[] = [
  { id: 'C0RELEASES', name: 'releases', topic: 'Where every release happens' },
  { id: 'C0KARSTEAM', name: 'kars-team', topic: 'The team that builds KARS' },
  { id: 'C0STAKEHOLDERS', name: 'kars-stakeholders', topic: 'News for those who use KARS' },
  { id: 'C0INCIDENTS', name: 'kars-incidents', topic: 'When something is on fire' },
];

export const GROUPS = [{ id: 'S0KARSQA', handle: 'kars-qa', name: 'KARS QA', users: ['U0QUINN', 'U0IRIS'] }] as const;
