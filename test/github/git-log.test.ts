import { describe, expect, it } from '@jest/globals';
import { parseLog } from '../../src/github/git-log.ts';
import { parseChanges } from '../../src/github/history.ts';

const SUBJECT = 'fix: <!channel> `rm -rf /` $(reboot) *bold*';

describe('what git log says', () => {
  it('becomes commits, whatever somebody wrote into them', () => {
    const output = `a1\0p1 p2\0Ana Ito\0ana@example.com\0${1_764_000_000}\0${SUBJECT}\0line\n\nCloses #7\n\0`;

    expect(parseLog(output)).toEqual([
      {
        sha: 'a1',
        parents: ['p1', 'p2'],
        author: 'Ana Ito',
        email: 'ana@example.com',
        at: 1_764_000_000_000,
        subject: SUBJECT,
        body: 'line\n\nCloses #7',
      },
    ]);
  });

  it('about nothing is no commit', () => {
    expect(parseLog('')).toEqual([]);
  });

  it('about the first commit has no parents', () => {
    expect(parseLog('a1\0\0Ana\0a@b\x001\0start\0\0')).toMatchObject([{ parents: [], body: '' }]);
  });

  it('is not believed when it was cut off', () => {
    expect(() => parseLog('a1\0p1\0Ana')).toThrow('cut off');
  });
});

describe('what git diff counts', () => {
  it.each([
    [' 3 files changed, 12 insertions(+), 1 deletion(-)\n', { files: 3, added: 12, removed: 1 }],
    [' 1 file changed, 1 insertion(+)\n', { files: 1, added: 1, removed: 0 }],
    [' 2 files changed, 5 deletions(-)\n', { files: 2, added: 0, removed: 5 }],
    ['', { files: 0, added: 0, removed: 0 }],
  ])('%j is read', (text, changes) => {
    expect(parseChanges(text)).toEqual(changes);
  });
});
