import { describe, expect, it } from '@jest/globals';
import signOff from '../../src/steps/sign-off.ts';
import { anAnswer, type ViewParts, viewFor } from '../support/step-view.ts';

const AREAS = { value: 'Functional tests', areas: ['Login', 'Assets'] };
const given = (item: string, by = 'UQUINN', role = 'qa') => ({ type: 'given', item, role, by });
const rejected = { type: 'rejected', item: 'Assets', role: 'qa', reason: 'list is empty', by: 'UIRIS' };

describe('a sign-off', () => {
  it.each<[string, object, ViewParts, object]>([
    [
      'asks its owner for every area, each with its own buttons',
      AREAS,
      {},
      {
        do: 'wait',
        ask: {
          of: ['qa'],
          items: [
            { key: 'Login', state: 'open' },
            { key: 'Assets', state: 'open' },
          ],
          answers: [
            { verb: 'give', item: 'Login', of: ['qa'] },
            { verb: 'reject', item: 'Login' },
            { verb: 'give', item: 'Assets' },
            { verb: 'reject', item: 'Assets' },
          ],
        },
      },
    ],
    [
      'goes on asking for what is left, and says who signed',
      AREAS,
      { facts: [given('Login')] },
      {
        do: 'wait',
        why: 'to sign: Assets',
        ask: {
          items: [
            { state: 'yes', by: 'UQUINN' },
            { state: 'open', key: 'Assets' },
          ],
        },
      },
    ],
    [
      'ends when every area is signed',
      AREAS,
      { facts: [given('Login'), given('Assets', 'UIRIS')] },
      { do: 'finish', output: { approvers: '@UQUINN and @UIRIS' } },
    ],
    [
      'begins a new round when one is rejected, and says who and why',
      AREAS,
      { facts: [given('Login'), rejected] },
      { do: 'fail', refused: true, reason: '@UIRIS rejected Assets: list is empty' },
    ],
    [
      'asks each role, all at once',
      { value: 'Release', from: ['product', 'qa'] },
      {},
      { do: 'wait', ask: { of: ['product', 'qa'], items: [{ key: 'product' }, { key: 'qa' }] } },
    ],
    [
      'asks one role after the other when the order counts',
      { value: 'Release', from: ['product', 'qa'], 'in-order': true },
      {},
      { do: 'wait', ask: { of: ['product'], answers: [{ item: 'product' }, { item: 'product' }] } },
    ],
    [
      'asks each role for each area',
      { ...AREAS, from: ['product', 'qa'] },
      { facts: [given('Login/product', 'UP', 'product')] },
      { do: 'wait', why: 'to sign: Assets (product), Login (qa) and Assets (qa)' },
    ],
    [
      'shows what is confirmed by it',
      { value: 'UAT', confirms: ['Critical scenarios work'] },
      {},
      { ask: { question: 'UAT. You confirm:\n• Critical scenarios work' } },
    ],
  ])('%s', (_fact, spec, parts, move) => {
    expect(signOff.next(viewFor(signOff, spec, parts))).toMatchObject(move);
  });

  it('writes down in which role an area was signed', () => {
    const fact = signOff.hear?.(anAnswer('give', { item: 'Login' }), viewFor(signOff, AREAS));

    expect(fact).toEqual({ type: 'given', item: 'Login', role: 'qa' });
  });

  it.each<[string, object, ViewParts, string, RegExp]>([
    ['what is signed already', AREAS, { facts: [given('Login')] }, 'Login', /already signed by @UQUINN/],
    ['what is not there', AREAS, {}, 'Payments', /`Payments` is not asked here/],
    ['what comes later', { value: 'R', from: ['product', 'qa'], 'in-order': true }, {}, 'qa', /others sign before/],
  ])('refuses an answer to %s', (_what, spec, parts, item, message) => {
    expect(() => signOff.hear?.(anAnswer('give', { item }), viewFor(signOff, spec, parts))).toThrow(message);
  });
});

describe('a second person', () => {
  const spec = { value: 'Release', from: ['product', 'qa'], 'second-person': true };

  it.each<[string, ViewParts, string]>([
    ['is not who started the release', {}, 'UROSA'],
    ['is not an address that may be who started the release', {}, 'rosa@kars.example'],
    ['is not who signed in another role', { facts: [given('product', 'UQUINN', 'product')] }, 'UQUINN'],
  ])('%s', (_fact, parts, by) => {
    expect(() => signOff.hear?.(anAnswer('give', { item: 'qa', by }), viewFor(signOff, spec, parts))).toThrow(
      expect.objectContaining({ code: 'not_allowed' }),
    );
  });

  it('may reject whatever they did before', () => {
    const answer = anAnswer('reject', { item: 'qa', by: 'UROSA', fields: { reason: 'broken' } });

    expect(signOff.hear?.(answer, viewFor(signOff, spec))).toEqual({
      type: 'rejected',
      item: 'qa',
      role: 'qa',
      reason: 'broken',
    });
  });

  it('may sign several areas of the same role', () => {
    const view = viewFor(signOff, { ...AREAS, 'second-person': true }, { facts: [given('Login')] });

    expect(signOff.hear?.(anAnswer('give', { item: 'Assets' }), view)).toMatchObject({ type: 'given' });
  });

  it('is asked for only where the playbook says so', () => {
    const view = viewFor(signOff, { value: 'Release' });

    expect(signOff.hear?.(anAnswer('give', { item: 'qa', by: 'UROSA' }), view)).toMatchObject({ type: 'given' });
  });
});
