import { describe, expect, it } from '@jest/globals';
import { createPace } from '../../../src/slack/sender/pace.ts';

const SETTINGS = { post: { gapMs: 1_000, burst: 1 }, update: { gapMs: 1_500, burst: 3 } };

describe('the pace', () => {
  it('of a channel is one message per gap, whatever the other channels do', () => {
    const pace = createPace(SETTINGS, () => 10_000);

    pace.used(['post:a']);

    expect(pace.freeAt(['post:a'])).toBe(11_000);
    expect(pace.freeAt(['post:b'])).toBe(0);
  });

  it('lets some go at once after a rest, and then one per gap', () => {
    let now = 10_000;
    const pace = createPace(SETTINGS, () => now);

    for (let n = 0; n < 3; n++) {
      expect(pace.freeAt(['update:all'])).toBeLessThanOrEqual(now);
      pace.used(['update:all']);
    }

    expect(pace.freeAt(['update:all'])).toBe(11_500);
    now = 11_500;
    pace.used(['update:all']);
    expect(pace.freeAt(['update:all'])).toBe(13_000);
  });

  it('waits for the slowest of the lanes that a call needs', () => {
    const pace = createPace(SETTINGS, () => 10_000);

    pace.block('look:1', 7_000);

    expect(pace.freeAt(['post:a', 'look:1'])).toBe(17_000);
  });

  it('a shorter wait does not shorten a longer one', () => {
    const pace = createPace(SETTINGS, () => 10_000);

    pace.block('post:a', 7_000);
    pace.block('post:a', 1_000);

    expect(pace.freeAt(['post:a'])).toBe(17_000);
  });
});
