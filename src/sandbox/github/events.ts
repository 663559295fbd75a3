/** Something that really changed the world, for tests that count. */
export interface Effect {
  readonly kind:
    | 'create-branch'
    | 'update-branch'
    | 'delete-branch'
    | 'create-tag'
    | 'update-tag'
    | 'delete-tag'
    | 'commit'
    | 'open-pull'
    | 'edit-pull'
    | 'close-pull'
    | 'reopen-pull'
    | 'merge-pull'
    | 'merge-branch'
    | 'enqueue'
    | 'request-review'
    | 'review'
    | 'status'
    | 'ruleset'
    | 'publish'
    | 'dispatch'
    | 'approve'
    | 'deployment'
    | 'deployment-status';
  readonly what: string;
  /** A login. */
  readonly by: string;
  /** Machine time. */
  readonly at: number;
}

export interface HubEvent {
  /** As in `X-GitHub-Event`. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The login of whoever did it. */
  readonly by: string;
}

/** Tells whoever listens what happened; nobody can hold it up. */
export interface Events {
  emit(event: HubEvent): void;
  listen(listener: (event: HubEvent) => void): void;
}

export function createEvents(): Events {
  const listeners: ((event: HubEvent) => void)[] = [];
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
