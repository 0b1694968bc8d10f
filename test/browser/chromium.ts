import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian, Ubuntu, Fedora and macOS put it. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A headless Chromium of this machine; the one that CHROMIUM names, or one in a usual place. */
export async function openChromium(): Promise<Browser> {
  const path = process.env['CHROMIUM'] ?? usual.find((file) => existsSync(file));
  if (path === undefined) {
    throw new Error('No Chromium is on this machine: install it (apt-get install chromium), or name it in CHROMIUM.');
  }
  return chromium.launch({
    executablePath: path,
    // It is sent nowhere but to this machine; root, as containers are, has no sandbox.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}
