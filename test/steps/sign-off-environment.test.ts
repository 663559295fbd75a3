import { describe, expect, it } from '@jest/globals';
import signOff from '../../src/steps/sign-off.ts';
import { drive } from '../support/drive.ts';
import { MemoryGit } from '../support/memory-git.ts';
import { memoryRepository } from '../support/memory-repository.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const SPEC = { value: 'Go', from: 'lead', 'github-environment': 'production' };
const GIVEN = { type: 'given', item: 'lead', role: 'lead', by: 'UROSA' };
const found = (canApprove = true) => ({
  type: 'run-found',
  run: 5,
  url: 'https://host/runs/5',
  environment: 1,
  canApprove,
});
const REFUSED = { type: 'not-let-in', why: 'the token is no reviewer' };

describe('a signature that lets a run into an environment', () => {
  it.each<[string, ViewParts, object]>([
    ['is asked for before anything else', {}, { do: 'wait', ask: { answers: [{ verb: 'give' }, { verb: 'reject' }] } }],
    ['finds the run when all is signed', { facts: [GIVEN] }, { do: 'act', action: 'find-run' }],
    [
      'waits for the run, or for somebody to go on without it',
      { facts: [GIVEN], samples: [{ body: { same: true } }] },
      {
        do: 'wait',
        why: 'signed; no run of this release waits for `production` yet',
        pollMs: 15_000,
        ask: { answers: [{ verb: 'go-on' }] },
      },
    ],
    ['lets it in', { facts: [GIVEN, found()] }, { do: 'act', action: 'let-in' }],
    [
      'is done then',
      { facts: [GIVEN, found(), { type: 'let-in' }] },
      {
        do: 'finish',
        note: 'signed by @UROSA, and the run was let into `production`',
        output: { approvers: '@UROSA', run: 5, url: 'https://host/runs/5' },
      },
    ],
    [
      'says where to do it when the host refuses, and waits for the run to go on',
      { facts: [GIVEN, found(), REFUSED], samples: [{ body: { same: true } }] },
      {
        do: 'wait',
        why: 'signed; let it into `production` at the host (the token is no reviewer): https://host/runs/5',
        pollMs: 15_000,
      },
    ],
    ['does not try what it may not', { facts: [GIVEN, found(false)] }, { do: 'act', action: 'follow-run' }],
    [
      'is done when somebody let it in at the host',
      { facts: [GIVEN, found(false), { type: 'went-on' }] },
      { do: 'finish', note: expect.stringContaining('at the host') },
    ],
    [
      'is done when somebody goes on without it',
      { facts: [GIVEN, { type: 'went-without', reason: 'it is off', by: 'UQUINN' }] },
      { do: 'finish', note: 'signed by @UROSA; @UQUINN went on without `production`: it is off' },
    ],
    [
      'lets nobody in when it is refused',
      { facts: [{ ...GIVEN, type: 'rejected', reason: 'no' }] },
      { do: 'fail', refused: true },
    ],
  ])('%s', (_fact, parts, move) => {
    expect(signOff.next(viewFor(signOff, SPEC, parts))).toMatchObject(move);
  });

  it('hears that it goes on without', () => {
    expect(
      signOff.hear?.(
        anAnswer('go-on', { fields: { reason: 'it is off' } }),
        viewFor(signOff, SPEC, { facts: [GIVEN] }),
      ),
    ).toEqual({ type: 'went-without', reason: 'it is off' });
  });
});

function aRepository(canApprove = true) {
  const git = new MemoryGit();
  const head = git.commit('release/v1.5.0');
  const repository = memoryRepository(git);
  const run = { url: 'https://host/runs/5', name: 'deploy', state: 'waiting', word: 'waiting', attempt: 1 } as const;
  repository.world.runs.set(5, { ...run, id: 5, headCommit: head });
  repository.world.runs.set(6, { ...run, id: 6, headCommit: 'b'.repeat(40) });
  for (const id of [5, 6]) repository.world.waiting.set(id, [{ id: 1, name: 'Production', canApprove }]);
  return { repository, head };
}

describe('at the host', () => {
  it('only the run of this release is let in', async () => {
    const { repository } = aRepository();
    const { move } = await drive(signOff, SPEC, { facts: [GIVEN], repository });

    expect(move).toMatchObject({ do: 'finish', output: { run: 5 } });
    expect(repository.world.waiting.has(5)).toBe(false);
    expect(repository.world.waiting.has(6)).toBe(true);
  });

  it('a run of a commit that the release put out is one of its own', async () => {
    const { repository } = aRepository();
    const more = { outputs: { tag: { commit: 'b'.repeat(40) } } };
    repository.world.waiting.delete(5);
    repository.world.runs.delete(5);

    expect((await drive(signOff, SPEC, { facts: [GIVEN], more, repository })).move).toMatchObject({
      output: { run: 6 },
    });
  });

  it('a refusal is told, and asked once', async () => {
    const { repository } = aRepository();
    repository.next('workflows.approve', 'refuse');
    const { move } = await drive(signOff, SPEC, { facts: [GIVEN], repository });

    expect(move).toMatchObject({ do: 'wait', why: expect.stringContaining('workflows.approve was refused') });
    expect(repository.world.calls.filter((call) => call === 'workflows.approve')).toHaveLength(1);
  });

  it('an answer that got lost is looked up', async () => {
    const { repository } = aRepository();
    repository.next('workflows.approve', 'lose');

    expect((await drive(signOff, SPEC, { facts: [GIVEN], repository })).move).toMatchObject({ do: 'finish' });
    expect(repository.world.calls.filter((call) => call === 'workflows.approve')).toHaveLength(1);
  });
});
