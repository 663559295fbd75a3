import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadDefinitions, loadKit } from '../../src/engine/load.ts';

let folder = '';
const url = (): URL => pathToFileURL(`${folder}/`);
const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('what is installed', () => {
  it('is every file of the folder but the contracts, by name and in order', async () => {
    await write('zebra.ts', "export default { name: 'zebra', summary: 'Runs.' };");
    await write('ant.ts', "export default { name: 'ant', summary: 'Carries.' };");
    await write('_contract.ts', 'export const nothing = 1;');
    await write('notes.md', 'nothing');

    expect([...(await loadDefinitions(url())).keys()]).toEqual(['ant', 'zebra']);
  });

  it.each([
    [
      'wrong-name.ts',
      "export default { name: 'other', summary: 'Is.' };",
      'exports `other` by default, and must export what is named `wrong-name`',
    ],
    ['no-default.ts', 'export const a = 1;', 'exports nothing by default'],
    ['no-summary.ts', "export default { name: 'no-summary' };", '`no-summary` in'],
  ])('stops the boot when %s defines nothing proper', async (file, text, message) => {
    await write(file, text);

    await expect(loadDefinitions(url())).rejects.toThrow(message);
    await rm(join(folder, file));
  });

  it('has the kinds that the language names', async () => {
    const { steps, checks, providers } = await loadKit(new URL('../../src/', import.meta.url));

    expect([...steps.keys()]).toEqual(
      expect.arrayContaining([
        'announce',
        'ask',
        'check',
        'checklist',
        'decide',
        'deploy',
        'freeze',
        'manual',
        'parallel',
        'run',
        'sign-off',
        'stop',
        'wait',
        'watch',
      ]),
    );
    expect([...checks.keys()]).toEqual(
      expect.arrayContaining(['healthy', 'http', 'limits', 'rollback', 'run', 'version']),
    );
    expect([...providers.keys()]).toEqual(expect.arrayContaining(['command', 'http', 'manual']));
  });
});
