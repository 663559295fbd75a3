/** A person in plain text, by Slack user id: `@U…` is what the surfaces make a name of. */
export function who(user: string | undefined): string {
  return user === undefined ? 'somebody' : `@${user}`;
}

/** The command line knows people by address and Slack by id: an address and an id can't be told apart here. */
export function mayBeSame(one: string, other: string): boolean {
  return one === other || one.includes('@') !== other.includes('@');
}
