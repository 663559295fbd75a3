import { expect, it } from '@jest/globals';
import type { GuardRecord } from '../../../src/core/freeze/guard.ts';
import { type Wish, waived, wished } from '../../../src/engine/freezes/want-guard.ts';

const terms = {
  title: 'Web',
  owner: 'lead',
  channel: 'releases',
  release: 'web-7',
  version: '1.5.0',
  exempt: { paths: [], labels: [], commits: [] },
  own: [],
};
const wish: Wish = {
  playbook: 'web',
  repository: 'acme/web',
  mode: 'ruleset',
  branches: ['develop'],
  terms,
  machine: 5,
};
const first = wished(undefined, wish);
const closed = (more: Partial<GuardRecord> = {}): GuardRecord => {
  if (!first) throw new Error('nothing is wanted');
  return {
    ...first,
    state: 'closed',
    untold: null,
    rule: 7,
    nextAt: 900,
    excepted: [{ pull: 1, head: 'a', until: 9 }],
    ...more,
  };
};
const open = closed({ wanted: 'open', state: 'open', nextAt: null });

it.each<[string, GuardRecord | undefined, Partial<Wish>, Partial<GuardRecord> | undefined]>([
  [
    'is closed for the first time',
    undefined,
    {},
    { wanted: 'closed', state: 'closing', context: 'release-freeze/web-7-1', untold: 'freeze-started', nextAt: 5 },
  ],
  [
    'has a context of its own for every closing, and forgets what was let through',
    open,
    {},
    { state: 'closing', context: 'release-freeze/web-7-2', closings: 2, rule: 7, excepted: [] },
  ],
  [
    'by hand names no person',
    undefined,
    { terms: { ...terms, release: null } },
    { context: 'release-freeze/by-hand-1' },
  ],
  ['has one fixed context where statuses are all there is', open, { mode: 'status' }, { context: 'release-freeze' }],
  ['that somebody else holds, too, stays as it is', closed(), {}, closed()],
  [
    'is closed for one more branch, and keeps what was let through',
    closed(),
    { branches: ['develop', 'main'] },
    {
      state: 'closing',
      branches: ['develop', 'main'],
      context: 'release-freeze/web-7-1',
      untold: null,
      excepted: closed().excepted,
    },
  ],
  [
    'that failed is tried at once when it is asked for again',
    closed({ state: 'failed', tries: 9 }),
    {},
    { state: 'closing', tries: 0, nextAt: 5 },
  ],
  [
    'is opened when nobody holds it',
    closed(),
    { branches: [] },
    { wanted: 'open', state: 'opening', untold: 'freeze-lifted', nextAt: 5 },
  ],
  ['that is open already is not opened', open, { branches: [] }, open],
  [
    'that could not be opened is opened at once when it is asked for again',
    closed({ wanted: 'open', state: 'failed', untold: 'freeze-lifted' }),
    { branches: [] },
    { state: 'opening', untold: 'freeze-lifted' },
  ],
  [
    'is opened when the playbook wants a word alone by now',
    closed(),
    { mode: 'announce' },
    { wanted: 'open', state: 'opening' },
  ],
  ['is nothing to the host when it was a word from the beginning', undefined, { mode: 'announce' }, undefined],
  ['that is lifted before anybody closed it wants nothing', undefined, { branches: [] }, undefined],
])('a freeze that %s', (_what, before, change, expected) => {
  const after = wished(before, { ...wish, ...change });
  if (expected === undefined) expect(after).toBeUndefined();
  else expect(after).toMatchObject(expected);
});

it('a freeze that people go without is opened where it was closed in part, without a word', () => {
  expect(waived(closed({ state: 'failed' }), 5)).toMatchObject({
    wanted: 'open',
    state: 'opening',
    untold: null,
    nextAt: 5,
  });
});

it('a freeze that a person opened at the host is believed to be open', () => {
  expect(waived(closed({ wanted: 'open', state: 'failed' }), 5)).toMatchObject({ state: 'open', nextAt: null });
});
