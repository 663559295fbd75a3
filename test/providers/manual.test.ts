import { expect, it } from '@jest/globals';
import { handOf } from '../../src/providers/_provider.ts';
import manual from '../../src/providers/manual.ts';
import { aTarget } from '../support/step-view.ts';

it('connects to nothing: a role deploys by hand', () => {
  expect(manual.connect).toBeUndefined();
  expect(manual.byHand?.({ value: 'devops' })).toBe('devops');
});

it.each([
  [{ provider: 'manual', settings: { value: 'devops' } }, 'devops'],
  [{ provider: 'http', settings: { value: 'https://deploy.example' } }, undefined],
])('the hand of %j is %j', (target, role) => {
  expect(handOf(aTarget(target))).toBe(role);
});
