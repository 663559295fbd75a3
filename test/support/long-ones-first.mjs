import Sequencer from '@jest/test-sequencer';

/** Waits most of its time, for minutes: begun last, it would keep everybody else waiting for it alone. */
const LONGEST = /[/\\]journeys[/\\]kill\.test\.ts$/;

/** Jest's own order, but for the longest test. Plain JavaScript: the types of Jest's class are those of CommonJS. */
export default class LongOnesFirst extends Sequencer {
  async sort(tests) {
    const { longest = [], rest = [] } = Object.groupBy(await super.sort(tests), ({ path }) =>
      LONGEST.test(path) ? 'longest' : 'rest',
    );
    return [...longest, ...rest];
  }
}
