/** The system's Chromium for tests. Where there is none they are skipped, but never in CI: `.ci/run` installs it. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM_PATH'] ?? '', ...places].find((path) => path !== '' && existsSync(path));

/** Whether tests in a browser have to be left out. */
export const isWithoutBrowser = executablePath === undefined && process.env['CI'] !== 'true';

/** Starts it. */
export async function startChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('There is no Chromium: install the Debian package chromium.');
  // Root has no sandbox, and a machine for tests no graphics.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], timeout: 120_000 });
}
