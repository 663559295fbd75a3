import { beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import { loadDefinitions } from '../../src/engine/load.ts';
import { blockProblems } from '../../src/sandbox/slack/block-rules.ts';
import { viewProblems } from '../../src/sandbox/slack/view-rules.ts';
import type { Command } from '../../src/slack/commands/_command.ts';
import type { Reply } from '../../src/slack/reply.ts';
import { answerCommand } from '../../src/slack/router.ts';
import { type RecordingReleases, ROLLBACK_FORM, recordingReleases, type World } from '../support/fake-releases.ts';
import { listedRoles, recordingLog } from '../support/quiet.ts';
import { aPlaybook, aReleaseView, aType, THURSDAY } from '../support/release-view.ts';

let commands: ReadonlyMap<string, Command>;
beforeAll(async () => {
  commands = await loadDefinitions<Command>(new URL('../../src/slack/commands/', import.meta.url));
});

const kars17 = aReleaseView();
const kars18 = aReleaseView({ id: 'kars-18', version: '1.6.0' });

async function ask(
  text: string,
  world: World = { open: [kars17] },
  by = 'U0QUINN',
): Promise<{ reply: Reply; releases: RecordingReleases; log: ReturnType<typeof recordingLog> }> {
  const releases = recordingReleases(world);
  const log = recordingLog();
  const people = { roles: listedRoles, log, now: () => THURSDAY };
  const asked = { text, by, channel: 'C0RELEASES', trigger: 't-1' };
  const reply = await answerCommand(asked, { commands, releases, people, log, reference: () => 'ab12' });
  return { reply, releases, log };
}

function textOf(reply: Reply): string {
  return 'text' in reply ? reply.text : '';
}

describe('what a command line asks for', () => {
  it.each([
    ['hold wait for legal', { order: 'hold', release: 'kars-17', reason: 'wait for legal' }],
    ['hold kars-17 wait for legal', { order: 'hold', release: 'kars-17', reason: 'wait for legal' }],
    ['HOLD KARS-17 wait', { order: 'hold', release: 'kars-17', reason: 'wait' }],
    ['hold <@U0ROSA|rosa> asked in <#C1|releases>', { order: 'hold', reason: '@rosa asked in #releases' }],
    ['hold a &lt;b&gt; &amp; c', { order: 'hold', reason: 'a <b> & c' }],
    ['resume', { order: 'resume', release: 'kars-17' }],
    ['retry', { order: 'retry', release: 'kars-17' }],
    ['retry staging', { order: 'retry', release: 'kars-17', step: 'staging' }],
    ['retry kars-17 from staging', { order: 'retry', release: 'kars-17', from: 'staging' }],
    ['skip kars-17 known flaky', { order: 'skip', release: 'kars-17', reason: 'known flaky' }],
    ['cancel not this week', { order: 'cancel', release: 'kars-17', reason: 'not this week' }],
    ['start kars-weekly', { order: 'start', playbook: 'kars-weekly', type: 'weekly' }],
    ['start kars-weekly v1.5.0', { order: 'start', playbook: 'kars-weekly', type: 'weekly', version: '1.5.0' }],
    ['start kars-weekly weekly 1.5.0', { order: 'start', playbook: 'kars-weekly', type: 'weekly', version: '1.5.0' }],
    [
      'freeze kars-weekly audit until Monday',
      { order: 'freeze', playbook: 'kars-weekly', reason: 'audit until Monday' },
    ],
    ['thaw kars-weekly over', { order: 'thaw', playbook: 'kars-weekly', reason: 'over' }],
  ])('%s', async (text, order) => {
    const { releases, reply } = await ask(text);

    expect(releases.orders).toEqual([expect.objectContaining({ ...order, by: 'U0QUINN' })]);
    expect(reply).toEqual({ to: 'channel', text: `Done: ${order.order}.` });
  });
});

describe('what is refused, with nothing changed', () => {
  it.each([
    ['an unknown word, with the nearest one', 'statsu', 'Did you mean `/release status`?'],
    ['an unknown word near to nothing', 'deploythething', '`/release help`'],
    ['a hold without a reason, with its usage', 'hold', 'Usage: `/release hold [id] &lt;reason&gt;`, for example'],
    ['a hold with an id and no reason', 'hold kars-17', 'A reason is missing'],
    ['a start without a playbook', 'start', 'The name of a playbook is missing'],
    ['a misspelt playbook', 'start kars-weakly', 'Did you mean `kars-weekly`?'],
    ['an unknown type', 'start kars-weekly monthly', 'has no type `monthly`'],
    ['an unknown release, naming the open ones', 'hold kars-99 reason', 'Open: `kars-17` (KARS weekly 1.5.0)'],
    ['an unknown step', 'retry kars-17 stagin', 'Did you mean `staging`?'],
    ['words behind a command that takes none', 'list everything', 'means nothing here'],
    ['a reason of 3,001 characters', `hold ${'x'.repeat(3001)}`, 'at most 3,000 characters'],
  ])('%s', async (_fact, text, said) => {
    const { releases, reply } = await ask(text);

    expect(releases.orders).toEqual([]);
    expect(reply).toMatchObject({ to: 'caller', text: expect.stringContaining(said) });
  });

  it.each([
    ['no release is open', [], 'No release is open'],
    ['several are open', [kars17, kars18], '`kars-17` (KARS weekly 1.5.0) and `kars-18` (KARS weekly 1.6.0)'],
  ])('a command without an id while %s', async (_fact, open, said) => {
    const { releases, reply } = await ask('resume', { open });

    expect(releases.orders).toEqual([]);
    expect(textOf(reply)).toContain(said);
  });

  it('what the engine refuses, in its words, with who could do it instead, to the caller only', async () => {
    const refuse = new UserError('not_allowed', 'Only `lead` may cancel <this>.', { people: ['U0ROSA'] });
    const { reply } = await ask('cancel now', { open: [kars17], refuse });

    expect(reply).toEqual({
      to: 'caller',
      text: ':warning: Only `lead` may cancel &lt;this&gt;.\nWho could: <@U0ROSA>.',
    });
  });

  it('what could not be stored: it says so, and the log has the reference', async () => {
    const { reply, log } = await ask('resume', { open: [kars17], refuse: new Error('disk full: /var/db') });

    expect(textOf(reply)).toContain('nothing was stored. It is logged as `ab12`');
    expect(textOf(reply)).not.toContain('disk full');
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', details: expect.objectContaining({ reference: 'ab12' }) }),
    );
  });
});

describe('what is answered', () => {
  it('help lists every command', async () => {
    const { reply } = await ask('help');

    for (const name of commands.keys()) expect(JSON.stringify(reply)).toContain(`/release ${name}`);
  });

  it('an empty line is answered with the help', async () => {
    expect((await ask('')).reply).toEqual((await ask('help')).reply);
  });

  it('sign-off shows what waits for the caller, with buttons', async () => {
    const { reply } = await ask('sign-off', { open: [kars17] }, 'U0QUINN');

    expect(JSON.stringify(reply)).toContain('"Sign off"');
  });

  it('sign-off shows nothing to somebody without the role', async () => {
    const { reply } = await ask('sign-off', { open: [kars17] }, 'U0DANA');

    expect(textOf(reply)).toContain('Nothing waits for your word');
  });

  const history = [
    {
      id: 'kars-16',
      title: 'KARS',
      type: 'weekly',
      version: '1.4.2',
      status: 'finished' as const,
      openedAt: THURSDAY,
      endedAt: THURSDAY + 9e6,
    },
  ];
  const full: World = {
    open: [kars17, kars18],
    history,
    upcoming: [{ playbook: 'kars-weekly', type: 'weekly', at: THURSDAY }],
    freezes: [
      {
        playbook: 'kars-weekly',
        branch: 'develop',
        holder: '@U0ROSA',
        since: THURSDAY,
        reason: 'audit <!here>',
        guard: null,
      },
    ],
    broken: { 'data/playbooks/web.yml': ['web.yml:3 phases: missing'] },
  };

  it.each(['status', 'status kars-18', 'list', 'history', 'history kars-weekly', 'help', 'sign-off'])(
    'what `%s` answers is taken by Slack, is for the caller, and pings nobody',
    async (text) => {
      for (const world of [full, { open: [kars18] }, { open: [] }, { open: [], ended: [kars18], playbooks: [] }]) {
        const { reply } = await ask(text, world);

        expect(reply).toMatchObject({ to: 'caller' });
        if ('blocks' in reply) expect(blockProblems(reply.blocks, 'message')).toEqual([]);
        expect(JSON.stringify(reply)).not.toContain('<!here>');
      }
    },
  );
});

describe('what opens a modal', () => {
  const twoTypes = aPlaybook({
    types: { weekly: aType(), hotfix: aType({ urgent: true, criteria: { '': ['A bug', 'x'.repeat(120)] } }) },
  });

  it.each([
    ['rollback', { open: [kars17], rollback: ROLLBACK_FORM }, '1.4.2'],
    ['rollback', { open: [kars17], rollback: { ...ROLLBACK_FORM, versions: [] } }, 'nothing to go back to'],
    ['start kars-weekly', { playbooks: [twoTypes] }, 'hotfix'],
    ['start kars-weekly hotfix 1.4.3', { playbooks: [twoTypes] }, 'A bug'],
  ])('%s', async (text, world, shown) => {
    const { reply, releases } = await ask(text, world);
    const view = 'modal' in reply ? await reply.modal.view() : undefined;

    expect(JSON.stringify(view)).toContain(shown);
    expect(viewProblems(view)).toEqual([]);
    expect(releases.orders).toEqual([]);
  });

  const freezing = aPlaybook({
    freeze: {
      branches: ['work'],
      mode: 'ruleset',
      exempt: { paths: [], labels: [], commits: [] },
      exceptions: { approvedBy: ['lead', 'qa'], secondPerson: true, lastsMs: 1 },
    },
  });
  const other = aPlaybook({ ...freezing, playbook: 'web', title: 'Web release', repository: 'humac/web' });

  it.each([
    ['exception 12', [freezing], ['lead and qa agree', '"12"']],
    ['exception https://github.com/humac/web/pull/3', [freezing, other], ['/web/pull/3', '\\"playbook\\":\\"web\\"']],
    ['exception #12', [freezing, other], ['Whose freeze?', 'Web release']],
    ['exception 12 web', [freezing, other], ['\\"playbook\\":\\"web\\"']],
    ['hotfix', [twoTypes], ['What is broken?', 'A bug', 'Incident']],
    ['hotfix kars-weekly nobody can log in', [twoTypes, aPlaybook({ playbook: 'web' })], ['nobody can log in']],
    ['hotfix logins &lt;fail&gt;', [twoTypes], ['logins <fail>']],
  ])('%s', async (text, playbooks, shown) => {
    const { reply, releases } = await ask(text, { playbooks });
    const view = 'modal' in reply ? await reply.modal.view() : undefined;

    for (const part of shown) expect(JSON.stringify(view)).toContain(part);
    expect(viewProblems(view)).toEqual([]);
    expect(releases.orders).toEqual([]);
  });

  it.each([
    ['exception 12', [aPlaybook()], '`kars-weekly` knows no exceptions'],
    ['exception https://github.com/acme/x/pull/1', [freezing], 'No playbook with a freeze belongs to `acme/x`'],
    ['exception 12 webb', [freezing, other], 'Did you mean `web`?'],
    ['hotfix', [aPlaybook()], 'No playbook has an urgent type'],
    ['hotfix', [twoTypes, aPlaybook({ ...twoTypes, playbook: 'web' })], '`/release hotfix web`'],
    ['hotfix kars-weekly', [aPlaybook()], '`kars-weekly` has no urgent type'],
  ])('%s tells why there is nothing to fill in', async (text, playbooks, said) => {
    const { reply } = await ask(text, { playbooks });
    const view = 'modal' in reply ? reply.modal.view() : Promise.resolve();

    const failure = await view.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    const { message, fix } = failure as UserError;
    expect(`${message} ${fix}`).toContain(said);
  });

  it('rollback means the last release that was shipped when none is open', async () => {
    const finished = { ...history17, status: 'finished' as const };
    const { reply } = await ask('rollback', {
      open: [],
      ended: [kars17],
      history: [finished],
      rollback: ROLLBACK_FORM,
    });

    expect('modal' in reply && reply.modal.title).toBe('Roll back kars-17');
  });
});

const history17 = {
  id: 'kars-17',
  title: 'KARS',
  type: 'weekly',
  version: '1.5.0',
  openedAt: THURSDAY,
  endedAt: THURSDAY + 1,
};
