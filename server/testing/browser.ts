import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Path of the Chromium to test with; undefined when the machine has none. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
  (candidate) => candidate !== undefined && existsSync(candidate),
);

/** Starts the Chromium of this machine; the sandbox is off because continuous integration runs as root. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

/** The widths pages are looked at, px: a desk and a phone. */
export const viewports = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
] as const;

/** The themes pages are looked at. */
export const colorSchemes = ['dark', 'light'] as const;
