import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, flyScenario, motionLabels, writeRelativeStateLog } from '#domain';
import { fillConsole } from './console-fill.ts';
import { type ConsoleProcess, startConsoleProcess, timeFirstByte } from './console-process.ts';
import { type PageAddress, pageAddresses } from './page-addresses.ts';
import { pageTable, type TimedPage } from './page-table.ts';

/**
 * First byte of every page of the console over a filled embedded database, while the shipped model classifies logs: one
 * request at a time, the pages in drawn order.
 *
 * Usage: npm run bench:pages -- [--data DIR] [--targets N] [--observations N] [--requests N]
 */
const seed = 1;
/** Targets of a log that is classified meanwhile; another follows when it is done. */
const furtherTargets = 2000;
/** A job that does not end by then is told as a fault, ms. */
const patienceMs = 600_000;
/** Other formats of a page are asked for so many times less often. */
const otherFormatsShare = 1 / 5;
/** Pages whose answer the model makes are, too, and read to their end before the next is asked for. */
const livePagesShare = 1 / 10;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    targets: { type: 'string', default: '10000' },
    observations: { type: 'string' },
    requests: { type: 'string', default: '500' },
  },
});
const targets = Number(options.targets);
const observations = Number(options.observations ?? targets * 100);
const requests = Number(options.requests);
if (!(targets > furtherTargets))
  throw new Error(`expected more than ${furtherTargets} targets, got ${options.targets}`);
const random = createRandom(seed);
/** Flights of another run are others. */
const firstSeed = Date.now() % 1_000_000_000;
let uploads = 0;
const tell = (line: string) => void process.stderr.write(`${line}\n`);

const dataDir = options.data ?? (await mkdtemp(path.join(tmpdir(), 'noncoop-pages-')));
await fillConsole(dataDir, { targets, observations }, tell);
const running = await startConsoleProcess(dataDir);
try {
  await untilIdle(running.url);
  const pages = await preparePages(running);
  console.log(pageTable(await measure(running.url, pages), { targets, observations, requests, furtherTargets, seed }));
} finally {
  await running.stop();
}
tell(`${dataDir} is kept; --data ${dataDir} uses it again`);

/** Waits for the sample logs, and for what an earlier run left undone. */
async function untilIdle(url: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const unfinished = await unfinishedJobs(url);
    if (unfinished === 0) return;
    if (performance.now() > deadline) throw new Error('expected the jobs to end, but they did not');
    tell(`waiting for ${unfinished} jobs to end`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

async function unfinishedJobs(url: string): Promise<number> {
  return (await readJson<{ unfinishedJobs: number }>(`${url}/health`)).unfinishedJobs;
}

/** Leaves a log, two tuning runs and reviews in the console, and gives its pages. */
async function preparePages({ url }: ConsoleProcess): Promise<TimedPage[]> {
  const form = { strategy: 'basic', examples: '16', validation: '2', steps: '4', batch: '2', evaluateEvery: '2' };
  const tuningIds = [await idOf(`${url}/tuning`, form), await idOf(`${url}/tuning`, form)] as const;
  for (let id = 1; id <= 20; id++) {
    const labels = { motion: 'flyby', operation: 'none', task: 'support', note: `reviewed ${id}` };
    await send(`${url}/assessments/${id}/review`, new URLSearchParams(labels));
  }
  await uploadLog(url, 2);
  await untilIdle(url);
  const { rows: logs } = await readJson<{ rows: { id: number; name: string }[] }>(`${url}/logs`);
  const logIds = logs.map(({ id }) => id);
  const keptLogId = logs.find(({ name }) => name.startsWith('further'))!.id;
  const steady = { from: furtherTargets, to: targets };
  const pages = await pageAddresses(url, { steady, logIds, keptLogId, tuningIds, seed });
  return pages.map((page) => ({ ...page, times: [] }));
}

/** Sends a form and gives the number at the end of the address of what it made. */
async function idOf(address: string, form: Readonly<Record<string, string>>): Promise<number> {
  const made = (await send(address, new URLSearchParams(form))) as { tuning: string };
  return Number(made.tuning.split('/').at(-1));
}

async function send(address: string, body: FormData | URLSearchParams): Promise<unknown> {
  const answer = await fetch(address, { method: 'POST', body, headers: { accept: 'application/json' } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`expected ${address} to take a form, got ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** Uploads a log of flights that no run had before, of targets that the console knows. */
async function uploadLog(url: string, count: number): Promise<void> {
  const first = firstSeed + uploads++ * furtherTargets;
  const tracks = Array.from({ length: count }, (_, index) => {
    const motion = motionLabels[index % motionLabels.length]!;
    return flyScenario({ seed: first + index, motion, targetId: String(90_000 + index) }).track;
  });
  const form = new FormData();
  form.set('log', new Blob([...writeRelativeStateLog(tracks, 'jsonl')]), `further-${first}.jsonl`);
  // Flying takes long enough for the console to close kept connections, which fetch may notice too late.
  await send(`${url}/upload`, form).catch(() => send(`${url}/upload`, form));
}

/** Asks for every page as often as it is to be, while a log is classified. */
async function measure(url: string, pages: readonly TimedPage[]): Promise<readonly TimedPage[]> {
  // The first answer of each page compiles its template.
  for (const page of pages) await ask(url, page);
  const wanted = ({ mediaType, isLive }: TimedPage) =>
    requests * (isLive ? livePagesShare : mediaType === 'text/html' ? 1 : otherFormatsShare);
  const due = () => pages.filter((page) => page.times.length < wanted(page));
  while (due().length > 0) {
    tell(`${due().length} of ${pages.length} pages are to be asked for again; flying ${furtherTargets} targets`);
    await uploadLog(url, furtherTargets);
    while (!(await isClassifying(url))) await new Promise((resolve) => setTimeout(resolve, 100));
    while (due().length > 0 && (await isClassifying(url)))
      for (const page of shuffled(due())) page.times.push(await ask(url, page));
    await untilIdle(url);
  }
  return pages;
}

/** Whether a log has been read, and is being classified. */
async function isClassifying(url: string): Promise<boolean> {
  const { rows } = await readJson<{ rows: { kind: string; state: string }[] }>(`${url}/jobs`);
  return rows.some(({ kind, state }) => kind === 'classification' && state === 'running');
}

async function ask(url: string, { address, mediaType, isLive }: PageAddress): Promise<number> {
  const asked = address();
  const { ms, status } = await timeFirstByte(url + asked, mediaType, isLive);
  if (status !== 200) throw new Error(`expected 200 at ${asked}, got ${status}`);
  return ms;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random.between(0, 1) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

async function readJson<T>(url: string): Promise<T> {
  return (await (await fetch(url, { headers: { accept: 'application/json' } })).json()) as T;
}
