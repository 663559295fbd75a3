import type { Generated } from 'kysely';

/** Text, integers and milliseconds in integers only: what SQLite and PostgreSQL understand alike. JSON is text. */
export interface Tables {
  releases: {
    id: string;
    playbook: string;
    type: string;
    plan: string;
    version: string;
    provisional: number;
    previous: string | null;
    summary: string;
    incident: string;
    status: string;
    opened_by: string | null;
    opened_at: number;
    ended_at: number | null;
    hold: string | null;
    seq: number;
    head: string;
    revision: number;
  };
  runs: {
    release: string;
    id: string;
    position: number;
    status: string;
    reason: string | null;
    to_version: string | null;
    changes_database: number;
    started_by: string | null;
    started_at: number;
    ended_at: number | null;
    phases: string;
    own_phases: string | null;
    wake_at: number | null;
  };
  steps: {
    release: string;
    run: string;
    id: string;
    position: number;
    parent: string | null;
    phase: number;
    kind: string;
    title: string;
    owner: string;
    status: string;
    round: number;
    note: string;
    ask: string | null;
    wake_at: number | null;
    retry_at: number | null;
    deadline: number | null;
    remind_at: number | null;
    reminded: number;
    tries: number;
    stop: string | null;
    started_at: number | null;
    ended_at: number | null;
    output: string;
  };
  facts: {
    /** A release id, or `house`. */
    chain: string;
    seq: number;
    run: string | null;
    step: string | null;
    round: number | null;
    type: string;
    at: number;
    recorded: number;
    person: string | null;
    via: string | null;
    /** Null: blanked. */
    body: string | null;
    digest: string;
    hash: string;
  };
  intents: {
    id: string;
    release: string;
    run: string;
    step: string;
    round: number;
    action: string;
    key: string;
    opened_at: number;
    limit_ms: number;
    owner: string | null;
    look_at: number;
    looks: number;
    status: string;
    why: string;
  };
  samples: {
    id: Generated<number>;
    release: string;
    run: string;
    step: string;
    round: number;
    at: number;
    recorded: number;
    body: string;
  };
  inbox: {
    key: string;
    received_at: number;
    /** JSON of the order. */
    body: string;
    person: string;
    via: string;
    status: string;
    outcome: string | null;
  };
  outbox: {
    id: Generated<number>;
    kind: string;
    channel: string;
    /** The release in whose thread it belongs; null for a message of its own. */
    thread: string | null;
    release: string | null;
    playbook: string | null;
    message: string | null;
    text: string;
    mentions: string;
    buttons: string;
    /** JSON of the step that waits for its delivery. */
    report: string | null;
    status: string;
    not_before: number;
    sending_since: number | null;
    attempts: number;
    sent_channel: string | null;
    sent_ts: string | null;
    error: string | null;
  };
  cards: {
    key: string;
    kind: string;
    release: string;
    run: string;
    step: string;
    round: number;
    channel: string;
    message_channel: string | null;
    message_ts: string | null;
    hash: string | null;
    /** Revision of the release that stands in Slack. */
    shown: number;
    /** 1 when it was drawn for the last time. */
    closed: number;
    not_before: number;
    sending_since: number | null;
    attempts: number;
    error: string | null;
  };
  schedules: { playbook: string; type: string; calendar: string; zone: string; next_at: number };
  slots: { playbook: string; type: string; slot: number };
  freezes: {
    id: Generated<number>;
    playbook: string;
    branch: string;
    holder: string;
    since: number;
    reason: string;
    ended_at: number | null;
    nag_at: number | null;
  };
  guards: {
    playbook: string;
    repository: string;
    mode: string;
    branches: string;
    context: string;
    closings: number;
    wanted: string;
    state: string;
    rule: number | null;
    bypass: string;
    warnings: string;
    url: string | null;
    problem: string;
    untold: string | null;
    noticed: string;
    heads: string;
    excepted: string;
    terms: string;
    swept: number;
    next_at: number | null;
    tries: number;
  };
  live_versions: {
    id: Generated<number>;
    playbook: string;
    target: string;
    version: string;
    release: string | null;
    deploy_id: string | null;
    at: number;
  };
  refused_versions: { playbook: string; version: string; release: string; at: number };
  follow_ups: {
    id: Generated<number>;
    release: string;
    title: string;
    owner: string;
    due_at: number;
    done_at: number | null;
    done_by: string | null;
    told: number;
  };
  counters: { name: string; value: number };
  notes: { name: string; value: string };
}
