import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { StepKindLike } from '../../../src/core/playbook/kit.ts';
import { parsePlaybook } from '../../../src/core/playbook/parse.ts';
import { loadKit } from '../../../src/engine/load.ts';
import { changed, playbookOf, problemsIn, TINY } from '../../support/kit.ts';

const kit = await loadKit(new URL('../../../src/', import.meta.url));

/** The line of the tiny playbook on which this text begins. */
const lineOf = (text: string, source = TINY): number => source.slice(0, source.indexOf(text)).split('\n').length;

describe('a playbook without mistakes', () => {
  const playbook = playbookOf(parsePlaybook(TINY, 'playbooks/tiny.yml', kit));

  it('has every default filled in', () => {
    expect(playbook.permissions).toEqual({ start: ['lead'], skip: ['lead'], cancel: ['lead'] });
    expect(playbook.remind).toEqual([
      { who: 'owner', afterMs: 0 },
      { who: 'deputy', afterMs: 600_000 },
      { who: 'main', afterMs: 1_200_000 },
    ]);
    expect(playbook.types.weekly).toMatchObject({
      lineage: ['weekly'],
      overlap: 'ask',
      urgent: false,
      mayStart: ['lead'],
    });
    expect(playbook.phases[1]).toMatchObject({ title: 'Test', owner: 'lead', only: [], except: [] });
  });

  it('gives every step an id of its own, over both runs', () => {
    const phases = [...playbook.phases, ...(playbook.rollback?.phases ?? [])];
    const ids = phases.flatMap(({ steps }) => steps.map(({ id }) => id));

    expect(ids).toEqual([
      'freeze-start',
      'frozen',
      'deploy-staging',
      'check-smoke',
      'sign-off-functional-tests',
      'wait-5m',
      'deploy-production',
      'freeze-end',
      'manual-restore-the-database',
      'deploy-production-2',
    ]);
  });

  it('knows what answers each line, and gives the owner the others', () => {
    expect(playbook.phases[0]?.steps[1]?.spec.lines).toMatchObject([
      { key: 'the-team-knows', by: [{ kind: 'message', name: 'freeze-started' }] },
      { key: 'everything-is-merged', by: [{ kind: 'role', name: 'lead' }], optional: false },
      {
        by: [
          { kind: 'check', name: 'smoke' },
          { kind: 'check', name: 'staging/healthy' },
        ],
        optional: true,
      },
    ]);
  });

  it('copies a target with its changes', () => {
    expect(playbook.targets.production).toMatchObject({
      provider: 'command',
      settings: { value: 'sh deploy.sh <version>' },
      url: 'https://tiny.example',
      health: ['/health'],
      window: { allow: ['Fri 13:00-17:00'], refuse: [{ span: 'Sat-Sun', why: 'nobody is on duty' }] },
    });
    expect(playbook.targets.staging?.window).toBeUndefined();
  });

  it('lets a deploy be skipped by nobody, and asks when its time has passed', () => {
    expect(playbook.phases[1]?.steps[0]).toMatchObject({ kind: 'deploy', skip: [], whenLate: 'ask', once: false });
    expect(playbook.phases[1]?.steps[1]).toMatchObject({ kind: 'check', skip: ['lead'], whenLate: 'run' });
  });

  it('rolls back by triggers that people, checks and limits pull', () => {
    expect(playbook.rollback).toMatchObject({
      decidedBy: ['lead'],
      triggers: [
        { by: [{ kind: 'role', name: 'anyone' }], holdsMs: 0 },
        { by: [{ kind: 'limit', limit: { measure: 'error-rate', baseline: true } }], autoMs: 300_000, holdsMs: 60_000 },
      ],
    });
  });
});

describe('a mistake is named with its line and its key', () => {
  it.each([
    ['an unknown key', 'owner: lead\n', 'ownr: lead\n', 'ownr', 'did you mean `owner`?'],
    ['a missing key', 'title: Tiny release\n', '', '', '`title` is missing'],
    ['a key without a value', 'title: Tiny release', 'title:', 'title', '`title` has no value'],
    ['a zone with two meanings', 'America/New_York', 'EST', 'timezone', '`EST` has two meanings'],
    ['a file of another name', 'playbook: tiny', 'playbook: huge', 'playbook', 'the file is called `tiny`'],
    [
      'a role that is nowhere',
      'owner: lead\n',
      'owner: leed\n',
      'owner',
      'there is no role `leed`: did you mean `lead`?',
    ],
    [
      'a check that is a role',
      '- check: smoke',
      '- check: qa',
      'phases[1].steps[1].check',
      '`qa` is a role, and here must be a check',
    ],
    [
      'a target that is nowhere',
      '- deploy: staging',
      '- deploy: stagin',
      'phases[1].steps[0].deploy',
      'did you mean `staging`?',
    ],
    [
      'a misspelt kind',
      '- deploy: staging',
      '- depoly: staging',
      'phases[1].steps[0].depoly',
      'did you mean `deploy`?',
    ],
    [
      'a setting first',
      '- sign-off: Functional tests\n        from: qa',
      '- from: qa\n        sign-off: Functional tests',
      'phases[1].steps[2].from',
      'move the line `sign-off:` to the top',
    ],
    ['a misspelt setting', 'areas: [Login', 'area: [Login', 'phases[1].steps[2].area', 'did you mean `areas`?'],
    [
      'a wrong name where a list may stand',
      '- check: smoke',
      '- check: Smoke Test',
      'phases[1].steps[1].check',
      '`Smoke Test` is no name',
    ],
    ['a wrong setting', '- wait: 5m', '- wait: soon', 'phases[2].steps[0].wait', '`soon` is no duration'],
    ['a wrong `at`', 'at: Fri 14:00', 'at: Friday', 'phases[2].at', '`Friday` is no time'],
    ['a wrong `due`', 'due: Fri 12:00', 'due: noon', 'phases[1].steps[2].due', '`noon` is no deadline'],
    ['a wrong calendar', 'Thu 17:00', 'Thu 5pm', 'types.weekly.opens', '`Thu 5pm` is no calendar'],
    [
      'a type that is nowhere',
      'except: hotfix\n    steps:\n      - freeze',
      'except: hotfx\n    steps:\n      - freeze',
      'phases[0].except',
      'there is no type `hotfx`',
    ],
    [
      'a line that nobody answers',
      'The team knows: freeze-started',
      'The team knows: freeze-startd',
      'phases[0].steps[1].lines[0].The team knows',
      'did you mean `freeze-started`?',
    ],
    [
      'a line with an unknown setting',
      'optional: true }',
      'optinal: true }',
      'phases[0].steps[1].lines[2].Staging is well.optinal',
      'is not a key here',
    ],
    [
      'a target check that is none',
      'staging/healthy',
      'staging/healthi',
      'phases[0].steps[1].lines[2].Staging is well',
      'did you mean `staging/healthy`?',
    ],
    [
      'a misspelt message',
      'hears: [freeze-started]',
      'hears: [freeze-start]',
      'channels.team.hears[0]',
      '`freeze-start` is a step, and here must be a message',
    ],
    [
      'a limit on what nothing measures',
      'error-rate > 5x baseline',
      'cpu > 70%',
      'rollback.triggers[1].Errors are too many.by',
      'nothing here measures `cpu` yet',
    ],
    [
      'a secret that is written out',
      'health: /health }',
      'health: /health, bearer: hunter2 }',
      'targets.staging.bearer',
      'this is no secret',
    ],
    [
      'a path without an address',
      'url: "https://staging.tiny.example", ',
      '',
      'targets.staging.health',
      'a path needs the `url`',
    ],
    [
      'a window that is no span',
      'Sat-Sun: nobody',
      'Weekend: nobody',
      'targets.production.window.refuse.Weekend',
      '`Weekend` is no span',
    ],
    ['a base that is nowhere', 'base: staging', 'base: stage', 'targets.production.base', '`stage` is no other target'],
    [
      'a placeholder that nothing fills',
      'deploy.sh <version>',
      'deploy.sh <verson>',
      'targets.staging.command',
      'did you mean `<version>`?',
    ],
    [
      'a command for a shell',
      'sh deploy.sh <version>',
      'sh deploy.sh <version> && true',
      'targets.staging.command',
      'has `&`, which only a shell understands',
    ],
    [
      'a condition of the rollback elsewhere',
      '- deploy: staging',
      '- deploy: staging\n        when: database-migrated',
      'phases[1].steps[0].when',
      'under `rollback` only',
    ],
    [
      'a countdown that only people start',
      '- Something is broken: anyone',
      '- Something is broken: { by: anyone, auto: 5m }',
      'rollback.triggers[0].Something is broken.auto',
      'only a check or a limit',
    ],
    [
      'a rollback that is nowhere',
      TINY.slice(TINY.indexOf('rollback:'), TINY.indexOf('follow-ups')),
      '',
      'phases[2].steps[1].on-fail',
      'there is no `rollback`',
    ],
    ['a follow-up without a date', 'due: 3d', 'owner: lead', 'follow-ups[0]', '`due` is missing'],
    [
      'an id that is given twice',
      '- check: smoke',
      '- check: smoke\n        id: frozen',
      'phases[1].steps[1].id',
      'is given twice',
    ],
    ['an id that is a role', 'id: frozen', 'id: qa', 'phases[0].steps[1].id', '`qa` is a role, too'],
  ])('%s', (_what, from, to, key, message) => {
    const problems = problemsIn(changed(TINY, from, to), kit);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^\\d+ ${key.replaceAll(/[[\]]/g, '\\$&')}`));
    expect(problems[0]).toContain(message);
  });

  it.each(
    [
      ['due: Fri 12:00', 'due: noon'],
      ['- deploy: staging', '- depoly: staging'],
      ['Everything is merged', 'Everything: nobody'],
      ['Sat-Sun: nobody', 'Weekend: nobody'],
      ['cron', 'cron'],
    ].filter(([from = '']) => TINY.includes(from)),
  )('on the line of %s', (from, to) => {
    expect(problemsIn(changed(TINY, from, to), kit)[0]).toMatch(new RegExp(`^${lineOf(from)} `));
  });

  it('every step that freezes, when nothing says which branches', () => {
    const problems = problemsIn(changed(TINY, 'freeze: { branches: [work], mode: announce }\n', ''), kit);

    expect(problems).toEqual([
      expect.stringContaining('phases[0].steps[0].freeze: nothing says which branches it closes'),
      expect.stringContaining('phases[2].steps[2].freeze: nothing says which branches it closes'),
    ]);
  });

  it('tells a missing key at its parent', () => {
    const source = changed(TINY, '    due: 3d\n', '');

    expect(problemsIn(source, kit)).toEqual([`${lineOf('- task: Review', source)} follow-ups[0]: \`due\` is missing`]);
  });

  it('tells all mistakes at once, in the order of the file, names and order among them', () => {
    const source = [
      ['title: Tiny release', 'title: 7'],
      ['owner: lead\n', 'owner: boss\n'],
      ['Thu 17:00', 'Thursday'],
      ['- deploy: staging', '- depoly: staging'],
      ['due: Fri 12:00', 'due: noon'],
      ['- check: smoke', '- check: smok'],
    ].reduce((text, [from = '', to = '']) => changed(text, from, to), TINY);

    expect(problemsIn(source, kit).map((problem) => problem.split(' ')[1]?.replace(/:$/, ''))).toEqual([
      'title',
      'owner',
      'types.weekly.opens',
      'phases[1].steps[0].depoly',
      'phases[1].steps[1].check',
      'phases[1].steps[2].due',
    ]);
  });

  it('does not tell a mistake of a base again for its copy', () => {
    expect(problemsIn(changed(TINY, 'health: /health', 'health: health'), kit)).toHaveLength(1);
    expect(problemsIn(changed(TINY, 'command: sh', 'comand: sh'), kit)).toHaveLength(1);
  });
});

describe('what is in the language and not executed yet is refused, with what to write instead', () => {
  it.each([
    ['- deploy: staging', '- deploy: staging\n        ref: main', 'phases[1].steps[0].ref', 'what the target gets'],
    ['owner: lead\n', 'owner: lead\nmetrics: [downtime = 0m]\n', 'metrics', '`checklist`'],
    ['owner: lead\n', 'owner: lead\nabout: { review: every 3 months }\n', 'about.review', 'calendar'],
    ['bump: minor', 'bump: minor, notice: 2d', 'types.weekly.notice', 'announced when the release opens'],
    ['bump: minor', 'bump: minor, budget: 4h', 'types.weekly.budget', 'each phase its `budget`'],
    ['- deploy: staging', '- deploy: staging\n        standby: qa', 'phases[1].steps[0].standby', 'at the phase'],
    ['- check: smoke', '- check: staging/migrations', 'phases[1].steps[1].check', '`checklist` line'],
    ['http: staging', 'sql: staging', 'checks.smoke.sql', '`checklist` line'],
    ['{ command: sh', '{ railway: tiny, command: sh', 'targets.staging.railway', '`http: <address of a deploy API>`'],
    [
      'health: /health }',
      'health: /health, started-by: push }',
      'targets.staging.started-by',
      'Shipmate starts the deploy',
    ],
    ['{ slack: kars-team', '{ email: [a@b.example], slack: kars-team', 'channels.team.email', '`slack: <channel>`'],
    ['at: Fri 14:00', 'at: window - 1h', 'phases[2].at', '`Fri 14:00`'],
    ['due: 3d', 'every: quarterly 15 10:00', 'follow-ups[0].every', 'write `due`'],
    ['- task: Review', '- task: Review v<version>, see <health>', 'follow-ups[0].task', 'what it stands for'],
  ])('%s -> %s', (from, to, key, instead) => {
    const problems = problemsIn(changed(TINY, from, to), kit);
    const first = problems.find((problem) => problem.includes(` ${key}`));

    expect(problems).toHaveLength(1);
    expect(first).toMatch(/nothing here (?:executes|executes it) yet/);
    expect(first).toContain(instead);
  });
});

describe('each type is checked on its own', () => {
  it('a line that is answered by a step which one type leaves out', () => {
    const source = changed(TINY, '- check: smoke', '- checklist: Ready\n        lines: [Frozen: frozen]');

    expect(problemsIn(source, kit)).toEqual([
      expect.stringContaining('`frozen` is left out for the type `hotfix`: leave this line out, too'),
    ]);
    expect(problemsIn(source.replace('Frozen: frozen', 'Frozen: { by: frozen, except: hotfix }'), kit)).toEqual([]);
  });

  it('a line that is answered by a step with a mistake of its own is no second mistake', () => {
    const source = changed(
      TINY,
      '- check: smoke',
      '- chek: smoke\n        id: smoked\n      - checklist: Ready\n        lines: [Smoked: smoked]',
    );

    expect(problemsIn(source, kit)).toEqual([expect.stringContaining('did you mean `check`?')]);
  });

  it('a line that is answered by a step which comes later', () => {
    const source = changed(TINY, 'Everything is merged', 'Everything is merged: deploy-staging');

    expect(problemsIn(source, kit)).toEqual([expect.stringContaining("comes later and can't answer this line")]);
  });

  it.each([
    ['deploy-production', 'comes after this step: a retry goes back'],
    ['deploy-production-2', 'is no step of the same run for the type `weekly`'],
    ['frozen', 'is no step of the same run for the type `hotfix`'],
    ['nowhere', 'there is no step `nowhere`'],
  ])('`retry-from: %s`', (from, message) => {
    const problems = problemsIn(changed(TINY, 'due: Fri 12:00', `retry-from: ${from}`), kit);

    expect(problems[0]).toContain(message);
    expect(problems[0]).toContain('phases[1].steps[2].retry-from');
  });

  it('a phase whose time is over when its turn comes', () => {
    const source = changed(TINY, '- phase: Test\n', '- phase: Test\n    at: Fri 15:00\n');

    expect(problemsIn(source, kit)).toEqual([
      `${lineOf('at: Fri 14:00', source)} phases[2].at: \`Fri 14:00\` is before \`Fri 15:00\` of an earlier phase: phases run in order, and \`week 2 Fri 14:00\` would be the week after`,
    ]);
  });

  it('a type for which no step is left', () => {
    const source = TINY.replaceAll(/ {2}- phase: (Test|Ship)\n/g, '  - phase: $1\n    except: hotfix\n').replaceAll(
      '        except: hotfix\n',
      '',
    );

    expect(problemsIn(source, kit)).toContainEqual(expect.stringContaining('no step is left for `hotfix`'));
  });

  it('a parallel step inside a parallel step', () => {
    const source = changed(TINY, '- check: smoke', '- parallel:\n          - parallel: [{ check: smoke }]');

    expect(problemsIn(source, kit)).toEqual([expect.stringContaining('`parallel` can not stand inside `parallel`')]);
  });
});

describe('the traps of YAML', () => {
  it.each([
    ['title: Tiny release', 'title: [Tiny release', 'this is not YAML'],
    ['title: Tiny release', 'title: *bold*', '`*bold*` is a YAML alias'],
    ['title: Tiny release', 'title: &bold release', '`&bold` is a YAML anchor'],
    ['slack: releases }', 'slack: #releases }', 'begins a comment and is lost'],
    ['title: Tiny release', 'title: Tiny #release', '`#release` begins a comment and is lost'],
    ['title: Tiny release', 'title: Tiny release\ntitle: Twice', 'this is not YAML: Map keys must be unique'],
  ])('%s -> %s', (from, to, message) => {
    const problems = problemsIn(changed(TINY, from, to), kit);

    expect(problems.join('\n')).toContain(message);
    expect(problems.filter((problem) => problem.includes('this is not YAML')).length).toBeLessThan(2);
  });

  it('a comment with a space, a comment of its own line and `#` inside a text are none', () => {
    const source = `#top\n${changed(TINY, 'title: Tiny release', 'title: "Tiny #release" # a comment')}\nmessages:\n  freeze-started: |\n    see #releases for <version>\n`;

    expect(problemsIn(source, kit)).toEqual([]);
  });

  it.each(['', '- a\n- b', 'tiny'])('%j is no playbook', (source) => {
    expect(problemsIn(source, kit)).toEqual(['1 this is no playbook: it begins with `playbook: <name>`']);
  });
});

/** Every place of a value, with a way to put something else there. */
function* places(value: unknown, set: (other: unknown) => void): Generator<(other: unknown) => void> {
  yield set;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    yield* places(Reflect.get(value, key), (other) => Reflect.set(value, key, other));
  }
}

it.each([
  ['nothing', null],
  ['a number', 7],
  ['a list', [[], {}]],
  ['a map', { what: { is: 'this' } }],
])('%s anywhere in the file is told as a mistake or is fine, and never breaks the reading', (_what, odd) => {
  const count = [...places(parse(TINY), () => {})].length;

  for (let index = 1; index < count; index++) {
    const file: unknown = parse(TINY);
    [...places(file, () => {})][index]?.(odd);
    expect(Array.isArray(problemsIn(stringify(file), kit))).toBe(true);
  }
});

describe('a new kind', () => {
  const blink = {
    name: 'blink',
    summary: 'Blinks.',
    spec: z.strictObject({ value: z.string(), times: z.int().default(3) }),
    title: () => 'Blink',
    once: true,
  };
  const larger = { ...kit, steps: new Map<string, StepKindLike>([...kit.steps, ['blink', blink]]) };
  const source = changed(TINY, '- check: smoke', '- blink: lamp');

  it('is valid YAML as soon as it is installed', () => {
    expect(problemsIn(source, kit)).toHaveLength(1);
    expect(playbookOf(parsePlaybook(source, 'tiny.yml', larger)).phases[1]?.steps[1]).toMatchObject({
      id: 'blink-lamp',
      kind: 'blink',
      title: 'Blink',
      once: true,
      spec: { value: 'lamp', times: 3 },
    });
  });

  it('has its settings checked under the keys of the file', () => {
    const problems = problemsIn(
      changed(source, '- blink: lamp', '- blink: lamp\n        times: often\n        colour: red'),
      larger,
    );

    expect(problems).toEqual([
      expect.stringContaining('phases[1].steps[1].times: `often` is no number'),
      expect.stringContaining('phases[1].steps[1].colour: `colour` is not a key here'),
    ]);
  });
});
