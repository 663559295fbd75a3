import { main } from '../../src/main.ts';

/** Shipmate with a sender that does not keep to limits that its Slack does not have: a backlog would be measured, too. */
await main({ pace: {}, isHasty: true });
