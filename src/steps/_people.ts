/** A person in plain text, by Slack user id: `@U…` is what the surfaces make a name of. */
export function who(user: string | undefined): string {
  return user === undefined ? 'somebody' : `@${user}`;
}
