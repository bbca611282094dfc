import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumPath, colorSchemes, launchChromium, viewports } from './testing/browser.ts';
import { overflowPx, unreachable, violations } from './testing/page-manners.ts';
import { samplePages, sharedPages, startSampleConsole, startSharedConsole } from './testing/sample-console.ts';
import type { TestConsole } from './testing/test-console.ts';

const skip = chromiumPath === undefined && 'no Chromium at CHROMIUM_PATH or /usr/bin/chromium';

let sample: TestConsole;
let shared: TestConsole;
let browser: Browser;
before(async () => {
  if (chromiumPath === undefined) return;
  browser = await launchChromium(chromiumPath);
  [sample, shared] = [await startSampleConsole(), await startSharedConsole()];
});
after(async () => {
  await browser?.close();
  await sample?.close();
  await shared?.close();
});

/** Opens every page of both consoles, and gathers what is wrong with any. */
async function complaintsOf(
  options: BrowserContextOptions,
  look: (page: Page) => Promise<readonly string[]>,
): Promise<string[]> {
  const complaints: string[] = [];
  const contexts = new Map<string | null, Page>();
  const pageOf = async (visitor: 'ada' | 'bob' | null): Promise<Page> => {
    const cookie = visitor === null ? {} : { cookie: await shared.cookieOf(visitor) };
    const page = await (await browser.newContext({ ...options, extraHTTPHeaders: cookie })).newPage();
    // What comes live would take the place of what a test has seen.
    await page.route('**/events', (route) => route.abort());
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 40[034]|ERR_FAILED/.test(message.text()))
        complaints.push(message.text());
    });
    contexts.set(visitor, page);
    return page;
  };
  const all = [
    ...samplePages.map((address) => ({ url: sample.url + address, as: null })),
    ...sharedPages.map(({ address, as }) => ({ url: shared.url + address, as })),
  ];
  for (const { url, as } of all) {
    const page = contexts.get(as) ?? (await pageOf(as));
    await page.goto(url, { waitUntil: 'load' });
    for (const complaint of await look(page)) complaints.push(`${new URL(url).pathname} ${complaint}`);
  }
  for (const page of contexts.values()) await page.context().close();
  return complaints;
}

const tooWide = async (page: Page): Promise<string[]> => {
  const px = await overflowPx(page);
  return px > 0 ? [`is ${px} px too wide`] : [];
};

test('every page is accessible in both themes, wide and narrow', { skip }, async () => {
  const look = async (page: Page): Promise<string[]> => {
    const complaints: string[] = [];
    for (const { name, ...viewport } of viewports)
      for (const colorScheme of colorSchemes) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        for (const violation of await violations(page)) complaints.push(`${colorScheme} and ${name}: ${violation}`);
      }
    return complaints;
  };
  assert.deepEqual(await complaintsOf({}, look), []);
});

test('every page fits its width', { skip }, async () => {
  const look = async (page: Page): Promise<string[]> => {
    const complaints: string[] = [];
    for (const width of [390, 768, 1100, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      for (const complaint of await tooWide(page)) complaints.push(`${complaint} at ${width} px`);
    }
    return complaints;
  };
  assert.deepEqual(await complaintsOf({}, look), []);
});

test('the tab key reaches all that can be operated on every page, and shows where it is', { skip }, async () => {
  assert.deepEqual(await complaintsOf({ viewport: { width: 1440, height: 900 } }, unreachable), []);
});

test('every page is complete without script', { skip }, async () => {
  const look = async (page: Page): Promise<string[]> => {
    const heading = await page.locator('h1').first().innerText();
    const forms = await page.locator('main form:visible:not(:has(button:visible, input[type=submit]:visible))').count();
    return [...(heading === '' ? ['has no heading'] : []), ...(forms > 0 ? ['has a form without a button'] : [])];
  };
  assert.deepEqual(await complaintsOf({ javaScriptEnabled: false }, look), []);
});

test('every page prints: black on white, without navigation, and no wider than the sheet', { skip }, async () => {
  const a4 = { width: 718, height: 1020 };
  const look = async (page: Page): Promise<string[]> => {
    await page.emulateMedia({ media: 'print' });
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    const isRailShown = await page.locator('.rail nav').isVisible();
    return [
      ...(await tooWide(page)),
      ...(/rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\)/.test(String(background)) ? [] : [`prints on ${background}`]),
      ...(isRailShown ? ['prints the navigation'] : []),
    ];
  };
  assert.deepEqual(await complaintsOf({ viewport: a4, colorScheme: 'dark' }, look), []);
});
