import { UserError } from '../../src/core/errors.ts';
import type { Playbook } from '../../src/core/playbook/playbook.ts';
import type { Releases, Upcoming } from '../../src/core/ports.ts';
import type { Order, Outcome, Sender } from '../../src/core/release/order.ts';
import type { FreezeView, HistoryRow, ReleaseView, RollbackForm } from '../../src/core/release/release.ts';
import { aPlaybook, THURSDAY } from './release-view.ts';

export interface World {
  readonly open?: readonly ReleaseView[];
  readonly ended?: readonly ReleaseView[];
  readonly playbooks?: readonly Playbook[];
  readonly broken?: Readonly<Record<string, readonly string[]>>;
  readonly history?: readonly HistoryRow[];
  readonly freezes?: readonly FreezeView[];
  readonly upcoming?: readonly Upcoming[];
  readonly rollback?: RollbackForm;
  /** The rollback form is told only after this. */
  readonly gate?: Promise<void>;
  /** What submit does instead of taking the order. */
  readonly refuse?: Error;
}

export interface RecordingReleases extends Releases {
  /** Every order that was taken, with who sent it. */
  readonly orders: readonly (Order & { readonly by: string; readonly key: string })[];
  /** Changes what is there from now on. */
  become(world: World): void;
}

export const ROLLBACK_FORM: RollbackForm = {
  release: 'kars-17',
  title: 'KARS weekly 1.5.0',
  running: '1.5.0',
  versions: [
    { version: '1.4.2', liveAt: THURSDAY - 7 * 86_400_000, release: 'kars-16' },
    { version: '1.4.1', liveAt: THURSDAY - 14 * 86_400_000, release: null },
  ],
  plan: ['Announce the rollback', 'Deploy the previous version', 'Verify'],
  asksDatabase: true,
  triggers: ['error-rate > 5x baseline'],
  decidedBy: ['commander'],
};

/** The door to the releases, kept in memory: it takes every order and remembers it, once per key. */
export function recordingReleases(start: World = {}): RecordingReleases {
  let world = start;
  const orders: (Order & { by: string; key: string })[] = [];
  const all = (): readonly ReleaseView[] => [...(world.open ?? []), ...(world.ended ?? [])];
  return {
    orders,
    become(next) {
      world = { ...world, ...next };
    },
    async submit(order: Order, { by, key }: Sender): Promise<Outcome> {
      if (world.refuse) throw world.refuse;
      if (!orders.some((taken) => taken.key === key)) orders.push({ ...order, by, key });
      return { text: `Done: ${order.order}.`, to: 'channel' };
    },
    open: async () => world.open ?? [],
    find: async (id) => all().find((view) => view.id === id),
    history: async (limit) => (world.history ?? []).slice(0, limit),
    freezes: async () => world.freezes ?? [],
    playbooks: async () => ({
      good: new Map((world.playbooks ?? [aPlaybook()]).map((playbook) => [playbook.playbook, playbook])),
      broken: new Map(Object.entries(world.broken ?? {})),
    }),
    async rollbackForm() {
      await world.gate;
      if (world.rollback) return world.rollback;
      throw new UserError('nothing_to_roll_back', 'Nothing of `kars-17` is live.');
    },
    upcoming: async (limit) => (world.upcoming ?? []).slice(0, limit),
  };
}
