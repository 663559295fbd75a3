import { describe, expect, it } from '@jest/globals';
import { pullIn, readPull } from '../../src/slack/pull-number.ts';

describe('a pull request', () => {
  it.each([
    ['12', { number: 12, repository: undefined }],
    [' #12 ', { number: 12, repository: undefined }],
    ['https://github.com/humac/kars/pull/12', { number: 12, repository: 'humac/kars' }],
    ['https://github.com/humac/kars/pull/12/files', { number: 12, repository: 'humac/kars' }],
    ['http://127.0.0.1:4400/humac/kars/pull/12?w=1', { number: 12, repository: 'humac/kars' }],
  ])('is read from %s', (text, pull) => {
    expect(readPull(text)).toEqual(pull);
  });

  it.each(['', '0', 'twelve', '12a', '#', '-12', 'https://github.com/humac/kars/issues/12', '1234567890'])(
    'is not read from `%s`',
    (text) => {
      expect(readPull(text)).toBeUndefined();
    },
  );

  it.each([
    ['please look at <https://github.com/humac/kars/pull/12|#12> today', 'https://github.com/humac/kars/pull/12'],
    ['no address here', undefined],
  ])('is found in the message "%s"', (text, pull) => {
    expect(pullIn(text)).toBe(pull);
  });
});
