import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { AppError } from '#errors';
import { createApp } from '../server/app.ts';
import { readSettings } from '../server/config.ts';
import { aligningReader } from '../server/evaluation/aligning-reader.ts';
import { openWorkplace } from '../server/open-workplace.ts';
import { readEvaluationReport } from '../server/pages/evaluation-report.ts';
import type { Store } from '../server/store/open-store.ts';
import { chromiumPath, colorSchemes, launchChromium, viewports } from '../server/testing/browser.ts';

/**
 * Takes a picture of every page of a console, dark and light, wide and narrow.
 *
 * Usage: tsx scripts/screenshots.ts OUT_DIR [TARGET], with the settings of the console in the environment.
 */

const root = path.join(import.meta.dirname, '..');
const [outDir, wantedTarget] = process.argv.slice(2);
if (!outDir || !chromiumPath) {
  throw new AppError(
    'scripts.usage',
    'Expected a folder for the pictures, and a Chromium at CHROMIUM_PATH or /usr/bin/chromium.',
  );
}
const settings = readSettings(process.env, root);
const { store, files, jobs, assessor, close } = await openWorkplace(settings, 'console', console.error);
const now = () => new Date();
const readReport = aligningReader(store.calibrations, () => readEvaluationReport(settings.evaluationReportPath));
await readReport();
const server = createServer(
  createApp({ store, jobs: jobs.desk, assessor, files, settings, readReport, now, log: console.error }),
);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

await mkdir(outDir, { recursive: true });
const browser = await launchChromium(chromiumPath);
for (const [name, address] of Object.entries(await addresses(store))) {
  for (const colorScheme of colorSchemes) {
    for (const { name: width, ...viewport } of viewports) {
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(url + address);
      await page.screenshot({
        path: path.join(outDir, `${name}-${colorScheme}-${width}.png`),
        fullPage: width === 'narrow' || name !== 'targets',
      });
      await page.close();
    }
  }
}
await browser.close();
server.close();
await close();

/** A page of each kind; the target is the one named on the command line, or the last one observed. */
async function addresses({ targets, logs, jobs, assessments }: Store): Promise<Record<string, string>> {
  const { rows } = await targets.page({ sort: 'observed', descending: true, limit: 1 });
  const [log] = await logs.list();
  const [job] = (await jobs.list({ limit: 1, offset: 0 })).rows;
  const target = wantedTarget ?? rows[0]?.targetId;
  const [assessment] = target ? await assessments.summariesOf(target) : [];
  return {
    overview: '/',
    targets: '/targets',
    ...(target ? { target: `/targets/${encodeURIComponent(target)}` } : {}),
    ...(assessment
      ? { assessment: `/assessments/${assessment.id}`, 'what-if': `/assessments/${assessment.id}/what-if` }
      : {}),
    corrections: '/corrections',
    logs: '/logs',
    ...(log ? { log: `/logs/${log.id}` } : {}),
    jobs: '/jobs',
    ...(job ? { job: `/jobs/${job.id}` } : {}),
    upload: '/upload',
    tuning: '/tuning',
    'tuning-new': '/tuning/new',
    evaluation: '/evaluation',
    'evaluation-new': '/evaluation/new',
    api: '/api',
    about: '/about',
    error: '/nowhere',
  };
}
