import { main } from '../../../src/main.ts';

/** The bot as it is, with a sender that does not keep to limits that its Slack does not have. */
await main({ pace: {}, settleMs: 2_000 });
