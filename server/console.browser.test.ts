import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, colorSchemes, launchChromium, viewports } from './testing/browser.ts';
import { fixtureReport } from './testing/fixture-report.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './testing/test-console.ts';

const skip = chromiumPath === undefined && 'no Chromium at CHROMIUM_PATH or /usr/bin/chromium';
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let running: TestConsole;
let browser: Browser;
before(async () => {
  if (chromiumPath === undefined) return;
  browser = await launchChromium(chromiumPath);
  running = await startTestConsole({ report: fixtureReport, marking: 'EXERCISE' });
  await running.importText('seven.jsonl', `${logText(simulatedTracks(7))}not a record\n`);
  const log = await running.importText('waiting.jsonl', logText(simulatedTracks(1, 60)));
  await running.store.jobs.enqueue(1, 'cot', new Date());
  running.queue.start();
  await running.queue.idle();
  await running.store.jobs.enqueue(log.id, 'cot', new Date());
});
after(async () => {
  await browser?.close();
  await running?.close();
});

const pages = [
  '/',
  '/?q=nothing-like-this',
  '/targets/hovering-1',
  '/targets/hovering-60',
  '/logs',
  '/logs/1',
  '/jobs/1',
  '/jobs/2',
  '/upload',
  '/evaluation',
  '/about',
  '/nowhere',
];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds wrong, in words. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, 'utf8'));
  const found = (await page.evaluate('axe.run()')) as { violations: Violation[] };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

for (const colorScheme of colorSchemes) {
  for (const { name, ...viewport } of viewports) {
    test(`every page is accessible and fits its width, ${colorScheme} and ${name}`, { skip }, async () => {
      const page = await browser.newPage({ viewport, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
      });
      for (const address of pages) {
        await page.goto(running.url + address, { waitUntil: 'load' });
        for (const violation of await violations(page)) complaints.push(`${address} ${violation}`);
        const overflowPx = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (Number(overflowPx) > 0) complaints.push(`${address} is ${overflowPx} px too wide`);
      }
      await page.close();
      assert.deepEqual(complaints, []);
    });
  }
}

test('the theme button changes the theme without script, and stays', { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${running.url}/about`);
  await page.getByRole('button', { name: 'Light' }).click();
  assert.equal(new URL(page.url()).pathname, '/about');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  await context.close();
});

test('slash goes to the search, j walks the rows and Enter opens one', { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/?sort=target&order=asc`);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate('document.activeElement.id'), 'search');
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/targets/*');
  assert.match(page.url(), /flyaround-3$|flyby-2$/);
  await page.close();
});

test('a log that is being classified shows its answers without a reload', { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/targets/hovering-60`);
  await page.getByText('Not assessed yet').waitFor();
  await running.queue.enqueue(2);
  await page.getByText('as generated').waitFor({ timeout: 15_000 });
  await page.close();
});
