import { describe, expect, it } from '@jest/globals';
import { type Before, propose, raisedFor } from '../../../src/core/release/proposal.ts';

const commits = (...subjects: string[]) => subjects.map((subject) => ({ subject, body: '' }));
const counted = (more: Partial<Before> = {}): Before => ({ from: '1.4.2', bump: 'commits', taken: [], ...more });

describe('a version that the commits propose', () => {
  it.each<[string, string[], Partial<Before>, string]>([
    ['is a patch for fixes', ['fix: x', 'chore: y', 'no type'], {}, '1.4.3'],
    ['is a patch for nothing at all', [], {}, '1.4.3'],
    ['is a minor for a feature', ['fix: x', 'feat(api): y'], {}, '1.5.0'],
    ['is a major for a change that breaks something', ['feat: x', 'fix(api)!: y'], {}, '2.0.0'],
    ['is a minor for a breaking change before 1.0.0', ['feat!: x'], { from: '0.4.2' }, '0.5.0'],
    ['is the first that there is', ['feat!: x'], { from: undefined }, '0.1.0'],
    ['is of the size that the type asks for', ['feat: x'], { bump: 'patch' }, '1.4.3'],
    ['is of the size that the type asks for, also a larger one', [], { bump: 'major' }, '2.0.0'],
    ['is none that was rolled back', ['feat: x'], { taken: ['1.5.0'] }, '1.6.0'],
    ['comes after what was rolled back', ['fix: x'], { taken: ['1.5.0'] }, '1.5.1'],
    ['is the release of a pre-release', ['fix: x'], { from: '1.5.0-rc.1' }, '1.5.0'],
  ])('%s', (_fact, subjects, more, version) => {
    expect(propose(commits(...subjects), counted(more)).version).toBe(version);
  });

  it('reads the footer of a message, too', () => {
    const commit = { subject: 'fix: dates', body: 'Long story.\n\nBREAKING CHANGE: dates are UTC' };

    expect(propose([commit], counted())).toEqual({ version: '2.0.0', breaking: ['fix: dates'], raised: undefined });
  });
});

describe('a breaking change', () => {
  it.each<[string, Partial<Before>, string | undefined]>([
    ['raises a patch', { bump: 'patch' }, '2.0.0'],
    ['raises a minor', { bump: 'minor' }, '2.0.0'],
    ['raises no major', { bump: 'major' }, undefined],
    ['raises nothing that was proposed for it', { bump: 'commits' }, undefined],
    ['raises a patch to a minor before 1.0.0', { bump: 'patch', from: '0.4.2' }, '0.5.0'],
    ['raises no minor before 1.0.0', { bump: 'minor', from: '0.4.2' }, undefined],
    ['raises nothing before the first version', { bump: 'patch', from: undefined }, undefined],
    ['raises what comes after one that was rolled back', { bump: 'patch', taken: ['1.5.0'] }, '2.0.0'],
  ])('%s', (_fact, more, raised) => {
    expect(propose(commits('feat!: x'), counted(more)).raised).toBe(raised);
  });

  it.each([
    ['1.4.3', '2.0.0'],
    ['1.9.0', '2.0.0'],
    ['2.0.0', undefined],
    ['3.0.0', undefined],
  ])('makes of %s, which a person gave, %s', (given, raised) => {
    expect(raisedFor(given, true, counted())).toBe(raised);
  });

  it('that is none raises nothing', () => {
    expect(raisedFor('1.4.3', false, counted())).toBeUndefined();
  });
});
