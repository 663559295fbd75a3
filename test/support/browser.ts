import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where there is no browser its tests are skipped by name; CI installs one and says so, and then nothing is skipped. */
export const HAS_BROWSER = existsSync(CHROMIUM) || process.env.SHIPMATE_REQUIRE_BROWSER !== undefined;

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

/** The sandbox's page in the hands of a person. */
export interface SandboxPage {
  readonly page: Page;
  /** Everything that went wrong in the page. */
  readonly errors: readonly string[];
  actAs(name: string): Promise<void>;
  openChannel(name: string): Promise<void>;
  /** What there is at GitHub. */
  openRepository(): Promise<void>;
  /** Types into the channel and sends. */
  say(text: string): Promise<void>;
  jump(label: string): Promise<void>;
  /** The newest message of the channel that has this text. */
  message(text: string): Locator;
  /** The buttons of this name in the newest message that has this text and such a button. */
  buttons(text: string, label: string): Locator;
  /** Presses one of them; `nth` when it has several of the same name. */
  press(text: string, label: string, nth?: number): Promise<void>;
  readonly modal: Locator;
  fill(values: readonly string[]): Promise<void>;
  submit(): Promise<void>;
  shows(text: string, timeoutMs?: number): Promise<void>;
}

export async function openSandboxPage(
  browser: Browser,
  url: string,
  size = { width: 1440, height: 1000 },
): Promise<SandboxPage> {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(45_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  await page.goto(url);
  const modal = page.locator('[data-modal]');
  const messages = page.locator('[data-messages] article.message');
  const message = (text: string): Locator => messages.filter({ hasText: text }).last();
  const buttons = (text: string, label: string): Locator => {
    const all = page.locator('button', { hasText: label });
    return messages.filter({ hasText: text }).filter({ has: all }).last().locator('button', { hasText: label });
  };
  return {
    page,
    errors,
    modal,
    message,
    buttons,
    async actAs(name) {
      const person = page.locator('[data-people] button', { hasText: name });
      await person.click();
      await page.locator('[data-people] button[aria-pressed="true"]', { hasText: name }).waitFor();
    },
    async openChannel(name) {
      await page.locator('[data-channels] button', { hasText: name }).first().click();
      await page.locator('[data-channel-name]', { hasText: name }).waitFor();
    },
    async openRepository() {
      await page.locator('nav button', { hasText: 'on GitHub' }).click();
    },
    async say(text) {
      await page.fill('[data-composer] input', text);
      await page.press('[data-composer] input', 'Enter');
    },
    async jump(label) {
      const answered = page.waitForResponse(
        (response) => response.url().includes('/sandbox/') && response.request().method() === 'POST',
        { timeout: 120_000 },
      );
      await page.click(`[data-jump="${label}"]`);
      await answered;
    },
    async press(text, label, nth = 0) {
      await buttons(text, label).nth(nth).click();
    },
    async fill(values) {
      const inputs = modal.locator('input[type=text], input[type=url], input:not([type]), textarea');
      await inputs.first().waitFor();
      for (const [index, value] of values.entries()) await inputs.nth(index).fill(value);
    },
    async submit() {
      await modal.locator('button[type=submit]').click();
    },
    async shows(text, timeoutMs = 20_000) {
      await message(text).waitFor({ timeout: timeoutMs });
    },
  };
}
