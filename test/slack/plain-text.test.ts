import { expect, it } from '@jest/globals';
import { plainText, wordsOf } from '../../src/slack/plain-text.ts';

it.each([
  ['<@U0ROSA|rosa> asked', '@rosa asked'],
  ['<@U0ROSA> asked', '@U0ROSA asked'],
  ['see <#C0RELEASES|releases>', 'see #releases'],
  ['<!subteam^S0QA|@kars-qa> and <!here>', '@kars-qa and @here'],
  ['<https://status.kars.example/1|status>', 'https://status.kars.example/1'],
  ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
  ['nothing to see', 'nothing to see'],
])('%s is read as %s', (typed, read) => {
  expect(plainText(typed)).toBe(read);
});

it('spaces of any width part words', () => {
  expect(wordsOf('  hold\tkars-17   wait\n now ')).toEqual(['hold', 'kars-17', 'wait', 'now']);
});
