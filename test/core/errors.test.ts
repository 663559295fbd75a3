import { expect, it } from '@jest/globals';
import { messageWithFix, UserError } from '../../src/core/errors.ts';

it.each([
  [new UserError('x', 'there is no tag', { fix: 'Set it.' }), 'there is no tag. Set it.'],
  [new UserError('x', 'There is no tag.', { fix: 'Set it.' }), 'There is no tag. Set it.'],
  [new UserError('x', 'There is no tag.'), 'There is no tag.'],
  [new Error('broke'), 'broke'],
  ['thrown', 'thrown'],
])('%j in one text', (error, text) => {
  expect(messageWithFix(error)).toBe(text);
});
