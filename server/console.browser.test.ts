import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from './testing/browser.ts';
import { ephemerisPair, goldenText } from './testing/observation-files.ts';
import { violations } from './testing/page-manners.ts';
import { startSampleConsole } from './testing/sample-console.ts';
import type { TestConsole } from './testing/test-console.ts';

const skip = chromiumPath === undefined && 'no Chromium at CHROMIUM_PATH or /usr/bin/chromium';

let running: TestConsole;
let browser: Browser;
before(async () => {
  if (chromiumPath === undefined) return;
  browser = await launchChromium(chromiumPath);
  running = await startSampleConsole();
});
after(async () => {
  await browser?.close();
  await running?.close();
});

test('the theme button changes the theme without script, and stays', { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${running.url}/about`);
  await page.getByRole('button', { name: 'Light' }).click();
  assert.equal(new URL(page.url()).pathname, '/about');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  await context.close();
});

const highlights = '.chosen rect, .chosen-path, .chosen-point';

test('three clicks lead from the overview over the most threatening target to the record window', {
  skip,
}, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/`);
  const lead = page.locator('.lead-alert');
  await lead.getByText('critical').waitFor();
  const bottomPx = await page.evaluate("document.querySelector('.lead-alert').getBoundingClientRect().bottom");
  assert.ok(Number(bottomPx) < 720, 'the lead is seen without scrolling');
  await lead.getByRole('link', { name: 'Why' }).click();
  await page.waitForURL('**/targets/*#reasoning-heading');
  const step = page.locator('.steps li:has(a[href="#evidence-motion"])').first();
  assert.match(await step.locator('.window').innerText(), /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d – .*Z/);
  await step.locator('[id^="step-"]').click();
  await page.getByText('On the plots:').waitFor();
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 5);
  await page.close();
});

test('a star without script puts a target on the watch list', { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${running.url}/targets?q=hovering-1`);
  await page.getByRole('button', { name: 'Watch hovering-1' }).click();
  await page.goto(`${running.url}/`);
  await page.getByRole('button', { name: 'Stop watching hovering-1' }).click();
  await page.getByText('You watch no target').waitFor();
  await context.close();
});

test('slash goes to the search, j walks the rows and Enter opens one', { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/targets?q=seven.jsonl&sort=target&order=asc`);
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
  await running.queue.enqueue(4);
  await page.getByText('as generated').waitFor({ timeout: 15_000 });
  await page.close();
});

test('a chosen step is marked on every plot, stays in the address, and lets go when pressed again', {
  skip,
}, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/targets/2026-002A`);
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 0);
  await page.locator('#step-motion-3').focus();
  await page.keyboard.press('Enter');
  await page.getByText('On the plots:').waitFor();
  assert.equal(new URL(page.url()).search, '?step=motion-3');
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 5);
  assert.equal(await page.evaluate('document.activeElement.id'), 'step-motion-3');
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Enter');
  await page.locator('.chosen-note').waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).search, '');
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 0);
  await page.close();
});

test('a step is chosen by a plain link where there is no script', { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${running.url}/targets/2026-002A`);
  await page.locator('#step-motion-1').click();
  assert.match(page.url(), /\?step=motion-1#plots$/);
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 5);
  assert.equal(await page.locator('.readout').isVisible(), false);
  await page.getByRole('link', { name: 'Let go' }).click();
  assert.equal(await page.locator(`#plots svg[role] >> css=${highlights}`).count(), 0);
  await context.close();
});

test('one instant is read off on every plot, by pointer and by keyboard', { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/targets/2026-002A`);
  await page.locator('#times-plot-desc').evaluate('(node) => node.parentElement.scrollIntoView()');
  await page.locator('#plots figure svg[role="group"]').hover();
  assert.equal(await page.locator('#plots .crosshair circle').count(), 5);
  const read = page.locator('[data-read="ms"]');
  const before = await read.innerText();
  assert.match(before, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  await page.getByLabel('Read off at').focus();
  await page.keyboard.press('ArrowRight');
  assert.ok((await read.innerText()) > before);
  assert.deepEqual(await violations(page), []);
  await page.close();
});

const inMemory = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('two ephemerides become a target with one press, without script', { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${running.url}/upload`);
  const { own, target } = ephemerisPair({ seed: 4, motion: 'flyby', orbit: 'low' });
  await page
    .getByLabel('Files of observations')
    .setInputFiles([inMemory('target.oem', target.replaceAll('2026-002A', '2026-004A'))]);
  await page.getByLabel('File of the own spacecraft').setInputFiles([inMemory('own.oem', own)]);
  await page.getByRole('button', { name: 'Read and classify' }).click();
  // The pages of the job and of the log load themselves again; a reload from here could collide with that.
  await page.getByRole('link', { name: 'To the result' }).click();
  await page.getByRole('link', { name: '2026-004A' }).click();
  assert.equal(await page.locator('h1').innerText(), 'VISITOR 2026-004A');
  await page.getByText('WATCHER (2026-001A)').first().waitFor();
  await context.close();
});

test('a catalog needs the number of the own spacecraft; a wrong one is told, and leads back to the form', {
  skip,
}, async () => {
  const page = await browser.newPage();
  await page.goto(`${running.url}/upload`);
  const send = async (own: string) => {
    await page
      .getByLabel('Files of observations')
      .setInputFiles([inMemory('stations.json', goldenText('omm/celestrak-stations.json'))]);
    await page.getByLabel('Own spacecraft optional').first().fill(own);
    await page.getByRole('button', { name: 'Read and classify' }).click();
  };
  await send('99999');
  await page.getByRole('alert').getByText('domain.own_unknown').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('link', { name: 'Upload again' }).click();
  await send('25544');
  await page.getByRole('link', { name: 'To the result' }).click();
  await page.getByRole('link', { name: '49044' }).click();
  await page.getByText('is not resolvable').waitFor();
  await running.queue.idle();
  await page.close();
});
