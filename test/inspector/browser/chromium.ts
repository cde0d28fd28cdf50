/** The system's Chromium for tests. Where there is none they are skipped, but never in CI: `.ci/run` installs it. */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../../architecture/repository-files.ts';

// A loader of TypeScript stumbles over the package, Node does not.
const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM_PATH'] ?? '', ...places].find((path) => path !== '' && existsSync(path));

/** Whether tests in a browser have to be left out. */
export const isWithoutBrowser = executablePath === undefined && process.env['CI'] !== 'true';
if (isWithoutBrowser)
  console.warn(
    'Tests in a browser are skipped: there is no Chromium. Install the package chromium, or set CHROMIUM_PATH.',
  );

/** Looked at by a person now and then, and kept: git ignores the folder. */
const pictures = join(ROOT, 'coverage/pictures');

// Machines for tests are busy.
const patienceMs = 120_000;

/** Starts it. */
export async function startChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('There is no Chromium: install the Debian package chromium.');
  // Root has no sandbox, and a machine for tests no graphics.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], timeout: patienceMs });
}

/** A page and what it complained about: errors, and what its policy did not let it do. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** How somebody looks at it. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Opens an address, as a person with a screen of usual size. */
export async function visit(browser: Browser, url: string, look: Look = {}): Promise<Visit> {
  const { colorScheme = 'light', width = 1600, height = 1000 } = look;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Keeps a picture of the page. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), timeout: patienceMs });
}
