import { describe, expect, it } from '@jest/globals';
import { blockProblems } from '../../../src/sandbox/slack/block-rules.ts';
import { viewProblems } from '../../../src/sandbox/slack/view-rules.ts';
import { modal, signOff } from './blocks.ts';

const plain = (length: number): object => ({ type: 'plain_text', text: 'x'.repeat(length) });
const button = (more: object = {}): object => ({ type: 'button', action_id: 'a', text: plain(5), ...more });
const actions = (...elements: object[]): object => ({ type: 'actions', elements });
const options = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ text: plain(3), value: String(index) }));
const select = (count: number): object =>
  actions({ type: 'static_select', action_id: 's', placeholder: plain(4), options: options(count) });
const buttons = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => button({ action_id: String(index) }));

describe('blocks', () => {
  it.each([
    ['a header of 150', { type: 'header', text: plain(150) }],
    ['a section of 3,000', { type: 'section', text: plain(3000) }],
    ['ten fields', { type: 'section', fields: Array(10).fill(plain(2000)) }],
    ['25 buttons', actions(...buttons(25))],
    ['a button of 75', actions(button({ text: plain(75), value: 'x'.repeat(2000) }))],
    ['100 options', select(100)],
    ['a plan', { type: 'plan', title: 'Release', tasks: [] }],
  ])('%s are taken', (_case, block) => {
    expect(blockProblems([block], 'message')).toEqual([]);
  });

  it.each([
    ['a header of 151', { type: 'header', text: plain(151) }],
    ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    ['a section of 3,001', { type: 'section', text: plain(3001) }],
    ['a section with nothing', { type: 'section' }],
    ['an empty text', { type: 'section', text: plain(0) }],
    ['eleven fields', { type: 'section', fields: Array(11).fill(plain(1)) }],
    ['a field of 2,001', { type: 'section', fields: [plain(2001)] }],
    ['26 buttons', actions(...buttons(26))],
    ['no buttons', actions()],
    ['a button of 76', actions(button({ text: plain(76) }))],
    ['a value of 2,001', actions(button({ value: 'x'.repeat(2001) }))],
    ["a style of one's own", actions(button({ style: 'green' }))],
    ['101 options', select(101)],
    ['eleven parts of a context', { type: 'context', elements: Array(11).fill(plain(1)) }],
    ['a key that does not exist', { type: 'divider', colour: 'red' }],
    ['a kind that does not exist', { type: 'banner' }],
    ['an alert outside of a modal', { type: 'alert', text: plain(3) }],
  ])('%s are refused', (_case, block) => {
    expect(blockProblems([block], 'message')).toHaveLength(1);
  });

  it('need names of their own', () => {
    const named = { type: 'divider', block_id: 'b' };

    expect(blockProblems([named, named], 'message')).toEqual(['[ERROR] block_id `b` already exists']);
    expect(blockProblems([actions(button(), button())], 'message')).toEqual(['[ERROR] action_id `a` already exists']);
  });

  it('say where the problem is', () => {
    const [, buttonsOfSignOff] = signOff();

    expect(blockProblems([buttonsOfSignOff, { type: 'header', text: plain(151) }], 'message')).toEqual([
      expect.stringContaining('json-pointer:/blocks/1/text/text'),
    ]);
  });
});

describe('a modal', () => {
  it.each([
    ['a title of 25', { title: plain(25) }],
    ['inputs and no button to submit', { submit: undefined }],
    ['101 blocks', { blocks: [...modal().blocks, ...Array(100).fill({ type: 'divider' })] }],
    ['3,001 characters of private metadata', { private_metadata: 'x'.repeat(3001) }],
    ['a plan, which only messages may have', { blocks: [{ type: 'plan', title: 'x', tasks: [] }] }],
  ])('is refused with %s', (_case, change) => {
    expect(viewProblems({ ...modal(), ...change })).toHaveLength(1);
  });

  it('is taken as it should be', () => {
    expect(viewProblems(modal())).toEqual([]);
  });
});
