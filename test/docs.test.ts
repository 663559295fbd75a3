import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VARIABLES } from '../src/config.ts';
import { STEP_KEYS } from '../src/core/playbook/read/step-settings.ts';
import { TARGET_KEYS } from '../src/core/playbook/read/targets.ts';
import { documents, fillSections } from '../src/docs/documents.ts';
import { settingsTable } from '../src/docs/settings.ts';
import { loadKit } from '../src/engine/load.ts';
import { problemsIn } from './support/kit.ts';

const ROOT = new URL('../', import.meta.url);

const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

const pages = ['README.md', ...readdirSync(new URL('docs/', ROOT)).filter((file) => file.endsWith('.md'))].map(
  (file) => (file === 'README.md' ? file : `docs/${file}`),
);

it.each([...(await documents(ROOT))])('%s is what `npm run docs` writes', (file, text) => {
  expect(read(file)).toBe(text);
});

it.each(pages)('every link in %s leads somewhere', (page) => {
  const targets = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  const dead = targets.filter((to) => !to.startsWith('http') && !existsSync(new URL(to, new URL(page, ROOT))));

  expect(dead).toEqual([]);
});

it.each(pages)('%s names no file that is not there', (page) => {
  const named = [...read(page).matchAll(/`((?:src|test|data)\/[\w./-]+\.(?:ts|mjs|yml))`/g)].map(
    (match) => match[1] ?? '',
  );
  const examples = ['src/steps/greet.ts', 'src/checks/answers.ts'];

  expect(named.filter((file) => !existsSync(new URL(file, ROOT)) && !examples.includes(file))).toEqual([]);
});

describe('the reference of playbooks', () => {
  it.each(STEP_KEYS)('explains `%s`, which every step may have', (key) => {
    expect(read('docs/playbooks.md')).toContain(`\`${key}\``);
  });

  it.each(TARGET_KEYS)('explains `%s`, which every target may have', (key) => {
    expect(read('docs/playbooks.md')).toContain(`\`${key}`);
  });
});

it('the playbook in README is right', async () => {
  const yaml = /```yaml\n(.*?)```/s.exec(read('README.md'))?.[1] ?? '';

  expect(problemsIn(yaml, await loadKit(new URL('src/', ROOT)), 'web-weekly.yml')).toEqual([]);
});

it('.env.example has every variable once', () => {
  const named = [...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map((match) => match[1]);

  expect(named.filter((name) => name !== 'KARS_TOKEN').sort()).toEqual([...VARIABLES].sort());
});

describe('a generated part', () => {
  const page = 'before\n<!-- generated: parts -->\nold\n<!-- end -->\nafter';

  it('is put between its marks, and leaves the rest alone', () => {
    expect(fillSections(page, { parts: 'new' }, 'page.md')).toBe(
      'before\n<!-- generated: parts -->\n\nnew\n\n<!-- end -->\nafter',
    );
  });

  it('is written the same when it is written again', () => {
    const once = fillSections(page, { parts: 'new' }, 'page.md');

    expect(fillSections(once, { parts: 'new' }, 'page.md')).toBe(once);
  });

  it('must have a place', () => {
    expect(() => fillSections(page, { parts: '', more: '' }, 'page.md')).toThrow('page.md has no place for more');
  });

  it('must have something to put there', () => {
    expect(() => fillSections(page, {}, 'page.md')).toThrow('page.md: nothing generates `parts`');
  });
});

describe('a table of settings', () => {
  it('tells the key, what is written, the default and the meaning', () => {
    const schema = z.strictObject({
      value: z.string().describe('what it is about'),
      often: z.int().default(3).describe('how often'),
      mode: z.enum(['fast', 'slow']).optional().describe('how'),
    });

    expect(settingsTable('thing', schema).split('\n').slice(2)).toEqual([
      '| `thing` | a text | required | what it is about |',
      '| `often` | a number | `3` | how often |',
      '| `mode` | `fast`, `slow` | – | how |',
    ]);
  });

  it('refuses a setting that does not say what it is for', () => {
    expect(() => settingsTable('thing', z.strictObject({ value: z.string() }))).toThrow(
      '`value` of `thing` does not say what it is for: describe it',
    );
  });
});
