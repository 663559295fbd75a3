/** Randomness that can be played again: the same seed gives the same numbers. */
export interface Dice {
  /** Between 0 and 1, without 1. */
  roll(): number;
  /** Milliseconds, or any other whole number, both ends included. */
  between(from: number, to: number): number;
  chance(of: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    between: (from, to) => from + Math.floor(roll() * (to - from + 1)),
    chance: (of) => roll() < of,
    pick: (from) => from[Math.floor(roll() * from.length)] ?? from[0],
  };
}
