import { main } from '../../../src/main.ts';

/** The bot as it is, with senders that do not keep to limits that its Slack and its GitHub do not have. */
await main({ pace: {}, settleMs: 2_000, isHasty: true });
