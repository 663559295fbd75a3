import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransientError } from '../../src/core/errors.ts';
import type { Directory } from '../../src/core/ports.ts';
import { createFakeSlack, type FakeSlack } from '../../src/sandbox/slack/fake-slack.ts';
import { createClients } from '../../src/slack/clients.ts';
import { createDirectory } from '../../src/slack/directory.ts';
import { recordingLog } from '../support/quiet.ts';

let fake: FakeSlack;
let directory: Directory;
let machine = 0;
beforeEach(async () => {
  fake = await createFakeSlack();
  const { reading } = createClients({ botToken: fake.tokens.bot, slackApiUrl: fake.apiUrl }, recordingLog());
  directory = createDirectory(reading, () => machine);
});
afterEach(() => fake.stop());

describe('the directory', () => {
  it('finds a person by e-mail address, whatever its case', async () => {
    expect(await directory.userByEmail('Quinn@kars.example')).toBe('U0QUINN');
  });

  it('knows nobody by an address that nobody has', async () => {
    expect(await directory.userByEmail('nobody@kars.example')).toBeUndefined();
  });

  it('finds the people of a group by its handle', async () => {
    expect(await directory.group('kars-qa')).toEqual(['U0QUINN', 'U0IRIS']);
    expect(await directory.group('kars-xx')).toBeUndefined();
  });

  it('tells members from strangers and bots', async () => {
    expect(await directory.isMember('U0QUINN')).toBe(true);
    expect(await directory.isMember('U0NOBODY')).toBe(false);
    expect(await directory.isMember('U0SHIPMATE')).toBe(false);
  });

  it('asks Slack once a minute at most for the same person', async () => {
    for (let n = 0; n < 5; n++) await directory.isMember('U0QUINN');
    expect(fake.calls.filter(({ method }) => method === 'users.info')).toHaveLength(1);

    machine += 61_000;
    await directory.isMember('U0QUINN');
    expect(fake.calls.filter(({ method }) => method === 'users.info')).toHaveLength(2);
  });

  it.each([
    ['broken', { on: 'usergroups.list', do: 'error' }],
    ['busy', { on: 'usergroups.list', do: 'rate-limit' }],
    ['gone', { on: 'usergroups.list', do: 'drop' }],
  ] as const)('knows nothing while Slack is %s, and asks again', async (_fact, fault) => {
    fake.faults.add(fault);

    await expect(directory.group('kars-qa')).rejects.toBeInstanceOf(TransientError);
    expect(await directory.group('kars-qa')).toHaveLength(2);
  });
});
