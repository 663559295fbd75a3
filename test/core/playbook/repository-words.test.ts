import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { StepKindLike } from '../../../src/core/playbook/kit.ts';
import { parsePlaybook } from '../../../src/core/playbook/parse.ts';
import { BranchInto, BranchReference, Text } from '../../../src/core/playbook/words.ts';
import { loadKit } from '../../../src/engine/load.ts';
import { changed, playbookOf, problemsIn, TINY } from '../../support/kit.ts';

const loaded = await loadKit(new URL('../../../src/', import.meta.url));

const BRANCHES = 'branches: { work: develop, production: main }\n';

/** A kind as it is written in a playbook: its value, and the name that the value refers to. */
function kindOf(name: string, value: z.ZodType, to?: 'branch' | 'tag'): readonly [string, StepKindLike] {
  return [
    name,
    {
      name,
      summary: 'Stands for the real one.',
      spec: z.strictObject({ value, message: Text.optional() }),
      uses: (spec) => (to ? [{ to, name: String(Object(spec).value), path: ['value'] }] : []),
      title: () => name,
      once: true,
    },
  ];
}

/** The rules hold for these kinds whether they are installed or not; what is installed is the real one. */
const standIns = [
  kindOf('branch', BranchReference, 'branch'),
  kindOf('bump', z.literal('version')),
  kindOf('delete-branch', BranchReference, 'branch'),
  kindOf('merge', BranchInto),
  kindOf('notes', z.enum(['write', 'publish'])),
  kindOf('pull-request', BranchInto),
  kindOf('tag', Text, 'tag'),
];
const kit = { ...loaded, steps: new Map<string, StepKindLike>([...standIns, ...loaded.steps]) };

/** The tiny playbook with more at its top. */
const withTop = (top: string): string => changed(TINY, 'owner: lead\n', `owner: lead\n${top}\n`);
const read = (source: string) => playbookOf(parsePlaybook(source, 'tiny.yml', kit));

describe('what a playbook says about its repository', () => {
  it('has every default filled in', () => {
    expect(read(TINY)).toMatchObject({
      tags: {},
      version: { files: [], commit: 'chore: release v<version>' },
      notes: {
        sections: { Added: ['feat'], Changed: ['perf', 'refactor'], Fixed: ['fix'], Security: ['security'] },
        references: false,
        title: 'v<version> - <summary>',
      },
      people: {},
    });
    expect(read(changed(TINY, ', bump: minor', '')).types.weekly?.bump).toBe('commits');
  });

  it('closes branches by a rule, unless it says how', () => {
    expect(read(changed(TINY, ', mode: announce', '')).freeze).toEqual({
      branches: ['work'],
      mode: 'ruleset',
      exempt: { paths: [], labels: [], commits: [] },
    });
    const source = changed(
      TINY,
      'mode: announce }',
      'mode: status, exempt: { paths: docs/**, labels: [infra], commits: [fix, docs] }, exceptions: { approved-by: lead } }',
    );
    expect(read(source).freeze).toEqual({
      branches: ['work'],
      mode: 'status',
      exempt: { paths: ['docs/**'], labels: ['infra'], commits: ['fix', 'docs'] },
      exceptions: { approvedBy: ['lead'], secondPerson: true, lastsMs: 4 * 3_600_000 },
    });
  });

  it('knows where the branches of releases come from', () => {
    const source = changed(
      withTop('tags: { production: v<version> }'),
      'bump: patch',
      'bump: patch, branch: hotfix/incident-<incident> from tags/production',
    ).replace(BRANCHES, 'branches: { work: develop, release: release/v<version> from work }\n');

    expect(read(source).branches.release).toEqual({ pattern: 'release/v<version>', from: 'work' });
    expect(read(source).types.hotfix?.branch).toEqual({
      pattern: 'hotfix/incident-<incident>',
      from: 'tags/production',
    });
  });

  it.each([
    '{ production: v<version> }',
    '{ production: production-v<version>, candidate: rc-v<version>, hotfix: hotfix-v<version> }',
    '{ production: v<version>, alpha: v<version>-alpha.<n>, beta: v<version>-beta.<n>, candidate: v<version>-rc.<n> }',
    '{ stage: v<version>-stage, production: v<version>, candidate: v<version>-rc.<n> }',
  ])('may name tags like %s', (tags) => expect(problemsIn(withTop(`tags: ${tags}`), kit)).toEqual([]));

  it('takes the files, notes and people of the written processes', () => {
    const source = withTop(`version:
  files: [package.json, backend/package.json, setup.py, docker-compose.yml]
  commit: "chore: bump <folder> to v<version>"
notes: { changelog: CHANGELOG.md, sections: { New: [feat], Other: [docs, perf] }, references: true, footer: "## Help" }
people: { rosa@kars.example: rosa-hub, U0000000A: lee }`);

    expect(read(source)).toMatchObject({
      version: { files: ['package.json', 'backend/package.json', 'setup.py', 'docker-compose.yml'] },
      notes: { changelog: 'CHANGELOG.md', sections: { New: ['feat'], Other: ['docs', 'perf'] }, references: true },
      people: { 'rosa@kars.example': 'rosa-hub', U0000000A: 'lee' },
    });
  });
});

describe('a mistake about the repository is named with its key', () => {
  it.each([
    ['tags: { production: release }', 'tags.production', 'it needs one `<version>`'],
    ['tags: { production: "v <version>" }', 'tags.production', 'leave the space out'],
    ['tags: { production: v<version>-<n> }', 'tags.production', 'leave `<n>` out'],
    ['tags: { a: v<version>, b: v<version> }', 'tags.b', 'could also be one of `a`'],
    ['version: { files: [../package.json] }', 'version.files[0]', 'is no file of the repository'],
    ['version: { files: [package.json, package.json] }', 'version.files', 'stands here twice'],
    ['version: { commit: x }', 'version', '`files` is missing'],
    ['version: { files: package.json, commit: "to <tagg>" }', 'version.commit', 'did you mean `<tag>`?'],
    ['notes: { changelog: /etc/passwd }', 'notes.changelog', 'is no file of the repository'],
    ['notes: { sections: { A: [feat], B: [feat] } }', 'notes.sections.B', 'stands under `A` already'],
    ['notes: { sections: { A: [Feat!] } }', 'notes.sections.A[0]', 'is no type of commit'],
    ['notes: { references: often }', 'notes.references', '`true` or `false`'],
    ['notes: { title: "<folder>" }', 'notes.title', '`<folder>` is known in `version.commit` only'],
    ['notes: { title: "<tag>" }', 'notes.title', 'add `tags: { production: v<version> }`'],
    ['people: { rosa: rosa }', 'people.rosa', '`rosa` is no person'],
    ['people: { rosa@kars.example: "@rosa" }', 'people.rosa@kars.example', 'without `@`'],
    [
      'people: { a@kars.example: rosa, b@kars.example: Rosa }',
      'people.b@kars.example',
      'the login of `a@kars.example`',
    ],
  ])('%s', (top, key, message) => {
    const problems = problemsIn(withTop(top), kit);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(` ${key}: `);
    expect(problems[0]).toContain(message);
  });

  it.each([
    ['work: develop', 'work: dev elop', 'branches.work', 'is no branch'],
    ['work: develop', 'work: dev..elop', 'branches.work', 'leave `..` out'],
    ['work: develop', 'work: develop from main', 'branches.work', 'there is no branch `main`'],
    ['work: develop', 'work: develop from tags/live', 'branches.work', 'there is no branch `tags/live`'],
    ['work: develop', 'work: develop from work', 'branches.work', "can't be cut from itself"],
    ['work: develop', 'work: develop, release: release/v<version>', 'branches.release', 'nothing says what'],
    [
      'work: develop',
      'work: develop, release: release/<date> from work',
      'branches.release',
      'nothing fills `<date>` in the name of a branch',
    ],
    [
      'bump: patch',
      'bump: patch, branch: hotfix/<name> from tags/production',
      'types.hotfix.branch',
      'tags/production',
    ],
    ['bump: patch', 'bump: often', 'types.hotfix.bump', '`often` is not possible here'],
    ['mode: announce', 'mode: soft', 'freeze.mode', '`ruleset`, `lock`, `status` or `announce`'],
    ['branches: [work], mode', 'branches: [wrok], mode', 'freeze.branches[0]', 'there is no branch `wrok`'],
    ['branches: [work], mode: announce', 'exceptions: { approved-by: lead }', 'freeze', '`branches` is missing'],
    ['mode: announce', 'exceptions: { approved-by: boss }', 'freeze.exceptions.approved-by', 'there is no role `boss`'],
    ['mode: announce', 'exceptions: { lasts: 4h }', 'freeze.exceptions', '`approved-by` is missing'],
    ['mode: announce', 'exempt: { path: docs }', 'freeze.exempt.path', 'did you mean `paths`?'],
  ])('%s -> %s', (from, to, key, message) => {
    const problems = problemsIn(changed(TINY, from, to), kit);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(` ${key}: `);
    expect(problems[0]).toContain(message);
  });
});

describe('a step asks nothing of the repository that is not there', () => {
  it.each([
    ['bump: version', 'bump', 'nothing says which files carry the version'],
    ['tag: production', 'tag', 'there is no tag `production`'],
    ['notes: publish', 'tag', 'there is no tag `production`'],
    ['branch: relese', 'branch', 'did you mean `release`?'],
    ['branch: release', 'branch', 'the branch `develop` for the type `weekly`, which stays'],
    ['delete-branch: production', 'delete-branch', 'and is never deleted'],
    ['delete-branch: release', 'delete-branch', 'and is never deleted'],
    ['merge: release into work', 'merge', 'are the same branch `develop`'],
    ['pull-request: release into work', 'pull-request', 'are the same branch `develop`'],
  ])('%s', (step, key, message) => {
    const problems = problemsIn(changed(TINY, '- check: smoke', `- ${step}`), kit);

    expect(problems[0]).toContain(` phases[1].steps[1].${key}: `);
    expect(problems[0]).toContain(message);
  });

  it.each([['merge: release into production'], ['notes: write'], ['notes: publish'], ['merge: production into work']])(
    '%s is right where the release is what is on the work branch',
    (step) => {
      const source = changed(withTop('tags: { production: v<version> }'), '- check: smoke', `- ${step}`);

      expect(problemsIn(source, kit)).toEqual([]);
    },
  );

  it('looks at each type on its own', () => {
    const source = changed(TINY, '- check: smoke', '- branch: release\n        only: hotfix').replace(
      'bump: patch',
      'bump: patch, branch: hotfix/v<version> from production',
    );

    expect(problemsIn(source, kit)).toEqual([]);
    expect(problemsIn(source.replace('        only: hotfix\n', ''), kit)).toEqual([
      expect.stringContaining('for the type `weekly`'),
    ]);
  });

  it('knows `<n>` in the texts of a tag only', () => {
    const source = withTop('tags: { production: v<version>, candidate: v<version>-rc.<n> }');
    const tagged = changed(source, '- check: smoke', '- tag: candidate\n        message: Candidate <n> of v<version>');

    expect(problemsIn(tagged, kit)).toEqual([]);
    expect(problemsIn(changed(source, '- task: Review', '- task: Review <n>'), kit)).toEqual([
      expect.stringContaining('`<n>` is known in `tag` only'),
    ]);
  });
});

describe('checks of the repository', () => {
  it.each(['ci/all', 'ci/lint'])('`%s` needs no definition', (name) => {
    expect(problemsIn(changed(TINY, '- check: smoke', `- check: ${name}`), kit)).toEqual([]);
    expect(problemsIn(changed(TINY, 'Everything is merged', `Everything is merged: ${name}`), kit)).toEqual([]);
  });

  it.each([
    ['reviews: work', 'checks.new', 'add what you `expect` of approvals'],
    ['reviews: wrok, expect: approvals >= 1', 'checks.new.reviews', 'there is no branch `wrok`'],
    ['reviews: work, expect: votes >= 1', 'checks.new.expect', 'does not measure `votes`'],
    ['alerts: snyk, expect: high = 0', 'checks.new.alerts', '`snyk` is not possible here'],
    ['workflow: smoke, title: x', 'checks.new.workflow', 'write the name of its file'],
    ['workflow: smoke.yml, inputs: { a: b }', 'checks.new.inputs', 'a check starts nothing'],
    ['merged: label', 'checks.new', 'nothing says which label'],
    ['merged: milestone, name: "v<verzion>"', 'checks.new.name', 'did you mean `<version>`?'],
  ])('{ %s }', (check, key, message) => {
    const source = changed(withTop('tags: { production: v<version> }'), 'smoke:', `new: { ${check} }\n  smoke:`);
    const problems = problemsIn(source, kit);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(` ${key}`);
    expect(problems[0]).toContain(message);
  });

  it('of what is new need to know what is live', () => {
    const source = changed(TINY, 'smoke:', 'new: { commits: work, expect: conventional = 100% }\n  smoke:');

    expect(problemsIn(source, kit)).toEqual([
      expect.stringContaining('checks.new.commits: nothing tells which version'),
    ]);
  });

  it('leave their name to no target', () => {
    const source = changed(TINY, 'targets:', 'targets:\n  ci: { command: sh ci.sh }');

    expect(problemsIn(source, kit)).toEqual([
      expect.stringContaining('targets.ci: `ci/…` are checks of the repository'),
    ]);
  });
});

describe('branches of a step', () => {
  it.each(['work', 'release', 'tags/production'])('may be `%s`', (name) => {
    expect(BranchReference.parse(name)).toBe(name);
  });

  it.each(['release/v1', 'tags/', 'Main', 'tags/a/b'])('are not `%s`', (name) => {
    expect(BranchReference.safeParse(name).success).toBe(false);
  });

  it('are two where one goes into the other', () => {
    expect(BranchInto.parse('release into production')).toEqual({ from: 'release', into: 'production' });
    expect(BranchInto.safeParse('release to production').error?.issues[0]?.message).toContain(
      'write one like `release into production`',
    );
  });
});
