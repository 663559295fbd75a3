import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import * as words from '../../../src/core/playbook/words.ts';

const messagesOf = (schema: z.ZodType, value: unknown): readonly string[] =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

describe('a word of the language', () => {
  it.each([
    ['Name', words.Name, 'staging-speed', 'staging-speed'],
    ['Roles', words.Roles, 'qa', ['qa']],
    ['Roles', words.Roles, ['product', 'qa'], ['product', 'qa']],
    ['Duration', words.Duration, '1h30m', 5_400_000],
    ['Budget', words.Budget, '1h', { maxMs: 3_600_000, text: '1h' }],
    ['Budget', words.Budget, '2h-4h', { minMs: 7_200_000, maxMs: 14_400_000, text: '2h-4h' }],
    ['AtTime', words.AtTime, 'week 2 Mon 09:00', 'week 2 Mon 09:00'],
    ['DueTime', words.DueTime, '1d 10:00', '1d 10:00'],
    ['Command', words.Command, 'sh deploy.sh "<version>"', 'sh deploy.sh "<version>"'],
    ['Secret', words.Secret, '$KARS_TOKEN', '$KARS_TOKEN'],
    ['Answerer', words.Answerer, 'production/healthy', 'production/healthy'],
  ])('%s takes what it should', (_name, schema: z.ZodType, value, parsed) => {
    expect(schema.parse(value)).toEqual(parsed);
  });

  it.each([
    ['Name', words.Name, 'QA', '`QA` is no name'],
    ['Name', words.Name, 'a--b', '`a--b` is no name'],
    ['Name', words.Name, 7, '`7` is not a name: write it in quotes'],
    ['Roles', words.Roles, [], 'the list is empty'],
    ['Roles', words.Roles, ['qa', 'Q A'], '`Q A` is no name'],
    ['Duration', words.Duration, '15', '`15` is no duration: write one like `15m`'],
    ['Duration', words.Duration, '0m', '`0m` is no duration'],
    ['Duration', words.Duration, 15, '`15` is not a duration'],
    ['Budget', words.Budget, '4h-2h', '`4h-2h` is no budget'],
    ['LimitText', words.LimitText, 'p95 under 800', '`p95 under 800` is no limit'],
    ['LimitText', words.LimitText, 'errors < 5 per week', '`week` is no duration'],
    ['Command', words.Command, 'rm -rf / ; true', 'has `;`, which only a shell understands'],
    ['Command', words.Command, 'echo `id`', 'has a backtick'],
    ['Command', words.Command, 'echo "hi', 'opens a quote and does not close it'],
    ['Answerer', words.Answerer, 'a/b/c', 'too many `/`'],
    ['SpanText', words.SpanText, 'Freitag', 'is no span'],
    ['CalendarText', words.CalendarText, 'daily', 'is no calendar'],
  ])('%s says what is wrong and shows the value', (_name, schema: z.ZodType, value, message) => {
    expect(messagesOf(schema, value).join()).toContain(message);
  });

  it('Secret never repeats what may be the secret itself', () => {
    expect(messagesOf(words.Secret, 'hunter2').join()).toContain('this is no secret');
    expect(messagesOf(words.Secret, 'hunter2').join()).not.toContain('hunter2');
  });
});

describe('lines of a checklist', () => {
  it('are a text, or a text and what answers it, or a text and its settings', () => {
    const lines = words.Lines.parse([
      'Known issues',
      { 'CI: green': ['qa', 'staging/healthy'] },
      { README: { optional: true, except: 'hotfix' } },
      'Known issues',
    ]);

    expect(lines.map(({ key }) => key)).toEqual(['known-issues', 'ci-green', 'readme', 'known-issues-2']);
    expect(lines[1]?.by.map(({ name }) => name)).toEqual(['qa', 'staging/healthy']);
    expect(lines[2]).toMatchObject({ text: 'README', by: [], optional: true, except: ['hotfix'] });
  });

  it.each([
    ['two keys', [{ a: 'qa', b: 'qa' }], [[0]], 'is no line'],
    ['a number', [7], [[0]], '`7` is no line'],
    ['an unknown setting', [{ a: { optinal: true } }], [[0, 'a', 'optinal']], 'did you mean `optional`?'],
    ['a wrong name', [{ a: 'Q A' }], [[0, 'a']], '`Q A` is no name'],
    ['no list', 'a', [[]], 'is no list of lines'],
  ])('with %s are refused', (_what, value, paths, message) => {
    const issues = words.Lines.safeParse(value).error?.issues ?? [];

    expect(issues.map(({ path }) => path)).toEqual(paths);
    expect(issues[0]?.message).toContain(message);
  });
});
