import { describe, expect, it } from '@jest/globals';
import { fillLines } from '../../../src/core/playbook/fill.ts';

describe('filling a message of several lines', () => {
  it.each([
    ['leaves out a line whose words are all empty', 'v<version>\n<summary>\nbye', 'v1.5.0\nbye'],
    ['keeps a line that is empty on purpose', 'v<version>\n\nbye', 'v1.5.0\n\nbye'],
    ['keeps a line with an unknown word as it is written', '<nobody>\n<version>', '<nobody>\n1.5.0'],
  ])('%s', (_name, template, expected) => {
    expect(fillLines(template, { version: '1.5.0', summary: '' })).toBe(expected);
  });
});
