/** Somebody without the role. The door turns it into an error that names who could do it instead. */
export class NotAllowed extends Error {
  /** Roles of which any may do it; empty: nobody may. */
  readonly allowed: readonly string[];
  readonly what: string;

  constructor(what: string, allowed: readonly string[]) {
    super(`not allowed to ${what}`);
    this.name = 'NotAllowed';
    this.what = what;
    this.allowed = allowed;
  }
}

/** Throws NotAllowed unless one of these roles is among the allowed ones. `anyone` is everyone. */
export function authorise(roles: readonly string[], allowed: readonly string[], what: string): void {
  if (allowed.includes('anyone') || allowed.some((role) => roles.includes(role))) return;
  throw new NotAllowed(what, allowed);
}
