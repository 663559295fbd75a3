import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { HAS_BROWSER, launchBrowser, openSandboxPage, type SandboxPage } from '../../support/browser.ts';

const TINY = fileURLToPath(new URL('../tiny-bot.ts', import.meta.url));

let folder: string;
let sandbox: Sandbox;
let browser: Browser;
let view: SandboxPage;

const describeInBrowser = HAS_BROWSER ? describe : describe.skip;

describeInBrowser('GitHub in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shipmate-github-page-'));
    sandbox = await startSandbox({ fast: true, folder, entry: TINY });
    browser = await launchBrowser();
    view = await openSandboxPage(browser, sandbox.url);
    await view.page.getByRole('button', { name: 'humac/kars on GitHub' }).click();
  }, 90_000);

  afterAll(async () => {
    await browser.close();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const pull = (number: number): Locator => view.page.getByRole('article', { name: `Pull request ${number}` });
  const button = (within: Locator, name: string): Locator => within.getByRole('button', { name, exact: true });
  const dialog = (): Locator => view.page.locator('dialog[open]');

  async function fillIn(opener: string, values: Readonly<Record<string, string>>): Promise<void> {
    await view.page.getByRole('main').getByRole('button', { name: opener, exact: true }).click();
    for (const [label, value] of Object.entries(values)) await dialog().getByLabel(label, { exact: true }).fill(value);
    await dialog().locator('button[type=submit]').click();
  }

  it('a change is pushed, opened, approved by somebody else and merged', async () => {
    await view.actAs('Dana Field');
    await fillIn('Push a commit', {
      Branch: 'feat/labels',
      Message: 'feat(assets): labels',
      'What the file says then': 'labels',
    });
    await dialog().waitFor({ state: 'hidden' });
    await fillIn('Open a pull request', { Title: 'feat(assets): labels', From: 'feat/labels' });
    await pull(47).waitFor();

    expect(await pull(47).getByRole('list', { name: 'Checks' }).innerText()).toMatch(/test required success\s+.*lint/);
    await button(pull(47), 'Approve').click();
    await view.page.getByText('Can not approve your own pull request').waitFor();

    await view.actAs('Lee Tanaka');
    await button(pull(47), 'Approve').click();
    await pull(47).getByText('approved').waitFor();
    await button(pull(47), 'Merge').click();
    await view.page.getByText('#47 · merged by lee-kars').waitFor();
    expect(await sandbox.github.subjects('develop')).toContain('feat(assets): labels');
  }, 60_000);

  it('what GitHub refuses stays in the form, in its words', async () => {
    await fillIn('Push a commit', {
      Branch: 'develop',
      Message: 'feat: past the rules',
      'What the file says then': 'x',
    });
    const error = dialog().getByRole('alert');
    await error.waitFor();

    expect(await error.innerText()).toContain('Changes must be made through a pull request.');
    expect(await dialog().getByLabel('Message').inputValue()).toBe('feat: past the rules');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  }, 60_000);

  it('the channels are one click away', async () => {
    await view.openChannel('kars-team');

    expect(await view.page.getByRole('log', { name: 'Messages' }).isVisible()).toBe(true);
    expect(await pull(46).isVisible()).toBe(false);
    expect(view.errors).toEqual([]);
  }, 60_000);
});
