import { describe, expect, it } from '@jest/globals';
import { gatesFrom, type Report } from '../../src/github/gates.ts';

const report = (name: string, state: Report['state'], app: number | null = null): Report => ({
  name,
  state,
  app,
  word: state,
  url: null,
});
const asks = (context: string, app: number | null = null) => ({ context, app });
const inShort = (...given: Parameters<typeof gatesFrom>) =>
  gatesFrom(...given).map(({ name, state, required }) => `${name} ${state}${required ? ' required' : ''}`);

describe('the gates of a commit', () => {
  it('are what was said about it, with what the branch asks for', () => {
    const said = [report('ci/lint', 'pass'), report('ci/test', 'fail'), report('coverage', 'pending')];

    expect(inShort(said, [asks('ci/test')])).toEqual(['ci/lint pass', 'ci/test fail required', 'coverage pending']);
  });

  it('have a place for what nobody has said yet', () => {
    expect(inShort([], [asks('ci/test'), asks('ci/lint')])).toEqual([
      'ci/test missing required',
      'ci/lint missing required',
    ]);
  });

  it('are none when nobody said and nobody asks anything: that is for others to judge', () => {
    expect(gatesFrom([], [])).toEqual([]);
  });

  it('leave out what a freeze says and asks for, or the freeze would fail the release that it protects', () => {
    expect(
      inShort([report('release-freeze/7', 'fail'), report('release-freeze', 'pass')], [asks('release-freeze/8')]),
    ).toEqual([]);
  });

  it('take the worst of several with one name', () => {
    const twice = [report('build', 'pass'), report('build', 'fail'), report('build', 'pending')];

    expect(inShort(twice, [asks('build')])).toEqual(['build fail required']);
  });

  it('do not take the check of another App for the one that is asked for', () => {
    const forged = [report('ci/test', 'pass', 99)];

    expect(inShort(forged, [asks('ci/test', 15368)])).toEqual(['ci/test missing required']);
    expect(inShort([report('ci/test', 'pass', 15368)], [asks('ci/test', 15368)])).toEqual(['ci/test pass required']);
  });

  it('know a name in other capitals, as GitHub does', () => {
    expect(inShort([report('CI/Test', 'pass')], [asks('ci/test')])).toEqual(['CI/Test pass required']);
  });
});
