import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, flyScenario, motionLabels, writeRelativeStateLog } from '#domain';
import { fillConsole } from './console-fill.ts';
import { startConsoleProcess, timeFirstByte } from './console-process.ts';

/**
 * First byte of the console's pages, but for those that ask the model while the reader waits, over a filled embedded database, at rest and while a further log is classified by
 * the shipped model.
 *
 * Usage: npm run bench:pages -- [--data DIR] [--targets N] [--observations N] [--requests N]
 */
const seed = 1;
/** Targets of the further log: at a few a second it outlasts the measurement. */
const furtherTargets = 150;
/** A job that does not end by then is told as a fault, ms. */
const patienceMs = 600_000;

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
const tell = (line: string) => void process.stderr.write(`${line}\n`);
const random = createRandom(seed);

/** Each address pattern, with what stands for its variable parts. */
type Pattern = readonly [pattern: string, address: () => string];

const dataDir = options.data ?? (await mkdtemp(path.join(tmpdir(), 'noncoop-pages-')));
await fillConsole(dataDir, { targets, observations }, tell);
const running = await startConsoleProcess(dataDir);
try {
  await untilIdle(running.url);
  const patterns = await patternsOf(running.url);
  tell('measuring at rest');
  const atRest = await measure(running.url, patterns);
  const jobAddress = await classifyFurtherLog(running.url);
  tell(`measuring while ${jobAddress} is classified`);
  const busy = await measure(running.url, patterns);
  const { unfinishedJobs } = await readJson<{ unfinishedJobs: number }>(`${running.url}/health`);
  writeTable(patterns, atRest, busy, unfinishedJobs > 0);
} finally {
  await running.stop();
}
tell(`${dataDir} is kept; --data ${dataDir} uses it again`);

/** Waits for the sample logs, and for what an earlier run left undone. */
async function untilIdle(url: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let isIdle = false; !isIdle; ) {
    if (performance.now() > deadline) throw new Error('expected the jobs to end, but they did not');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { unfinishedJobs } = await readJson<{ unfinishedJobs: number }>(`${url}/health`);
    isIdle = unfinishedJobs === 0;
    if (!isIdle) tell(`waiting for ${unfinishedJobs} jobs to end`);
  }
}

async function patternsOf(url: string): Promise<Pattern[]> {
  const { rows: logs } = await readJson<{ rows: { id: number }[] }>(`${url}/logs.json`);
  const list = await (await fetch(`${url}/targets`)).text();
  const href = /<a class="button" href="([^"]*)" rel="next"/.exec(list)?.[1] ?? '/targets';
  const next = href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  const anyTarget = () => Math.floor(random.between(0, targets));
  const target = () => `/targets/${90_000 + anyTarget()}`;
  const assessment = () => `/assessments/${1 + anyTarget()}`;
  const log = () => `/logs/${random.pick(logs).id}`;
  const fixed = (address: string): Pattern => [address, () => address];
  return [
    fixed('/'),
    fixed('/overview.json'),
    fixed('/targets'),
    ['/targets?q=…', () => `/targets?q=object+${anyTarget()}`],
    fixed('/targets?severity=critical&sort=severity'),
    fixed('/targets?task=attack&below=90&sort=closest&order=asc'),
    fixed('/targets?watched=yes'),
    ['/targets?own=…', () => '/targets?own=STATION&sort=closest&order=asc'],
    ['/targets?log=…', () => `/targets?log=${random.pick(logs).id}`],
    ['/targets?next=…', () => next],
    fixed('/targets.json'),
    fixed('/targets.csv'),
    fixed('/targets.ndjson'),
    ['/targets/:id', target],
    ['/targets/:id.json', () => `${target()}.json`],
    ['/targets/:id/approaches.csv', () => `${target()}/approaches.csv`],
    ['/targets/:id/notice.txt', () => `${target()}/notice.txt`],
    fixed('/logs'),
    fixed('/logs.json'),
    ['/logs/:id', log],
    ['/logs/:id.csv', () => `${log()}.csv`],
    ['/assessments/:id', assessment],
    ['/assessments/:id.json', () => `${assessment()}.json`],
    ['/assessments/:id/what-if', () => `${assessment()}/what-if`],
    ['/assessments/:id/report', () => `${assessment()}/report`],
    fixed('/corrections'),
    fixed('/jobs'),
    fixed('/jobs.csv'),
    ['/jobs/:id', () => '/jobs/1'],
    ['/jobs/:id/events', () => '/jobs/1/events'],
    fixed('/upload'),
    fixed('/formats'),
    fixed('/evaluation'),
    fixed('/about'),
    fixed('/health'),
  ];
}

/** Uploads a log that no run had before and returns the address it is shown at. */
async function classifyFurtherLog(url: string): Promise<string> {
  const first = Date.now() % 1_000_000_000;
  const tracks = Array.from({ length: furtherTargets }, (_, index) => {
    const motion = motionLabels[index % motionLabels.length]!;
    return flyScenario({ seed: first + index, motion, targetId: `further-${first + index}` }).track;
  });
  const form = new FormData();
  form.set('log', new Blob([...writeRelativeStateLog(tracks, 'jsonl')]), `further-${first}.jsonl`);
  const answer = await fetch(`${url}/upload`, { method: 'POST', body: form, redirect: 'manual' });
  const address = answer.headers.get('location');
  if (address === null) throw new Error(`expected the log to be taken, got ${answer.status}: ${await answer.text()}`);
  // The model is opened at the first question, which takes seconds of both cores once.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  return address;
}

/** Times of each pattern, ms; the patterns take turns in drawn order, one request at a time. */
async function measure(url: string, patterns: readonly Pattern[]): Promise<number[][]> {
  const times: number[][] = patterns.map(() => []);
  for (const [index, [, addressOf]] of patterns.entries()) await timed(url + addressOf(), times[index]!);
  // The first answer of each page compiles its template.
  for (const list of times) list.length = 0;
  for (let round = 0; round * patterns.length < requests; round++) {
    const order = patterns.map((_, index) => ({ index, at: random.between(0, 1) })).sort((a, b) => a.at - b.at);
    for (const { index } of order) await timed(url + patterns[index]![1](), times[index]!);
  }
  return times;
}

async function timed(url: string, times: number[]): Promise<void> {
  const { ms, status } = await timeFirstByte(url);
  if (status !== 200) throw new Error(`expected 200 at ${url}, got ${status}`);
  times.push(ms);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}

/** Pastes into docs/benchmarks.md. */
function writeTable(patterns: readonly Pattern[], rest: number[][], busy: number[][], isStillBusy: boolean): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const cells = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return [at(sorted, 0.5), at(sorted, 0.95), sorted.at(-1)!].map((ms) => ms.toFixed(0)).join(' | ');
  };
  const lines = patterns.map(([pattern], i) => `| \`${pattern}\` | ${cells(rest[i]!)} | ${cells(busy[i]!)} |`);
  console.log(`## First byte of the pages

\`npm run bench:pages -- --targets ${targets} --observations ${observations} --requests ${requests}\`: ${targets.toLocaleString('en')} targets with ${observations.toLocaleString('en')} observations, each
assessed, in the embedded database; one request at a time, ms from the request to the first byte; first at rest, then while the
shipped model classifies a further log of ${furtherTargets} targets${isStillBusy ? '' : ' (which ended before the last request)'}.

| address | p50 | p95 | max | busy p50 | p95 | max |
|---|---|---|---|---|---|---|
${lines.join('\n')}
| all | ${cells(rest.flat())} | ${cells(busy.flat())} |

${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}, commit ${commit}, seed ${seed}.`);
}

async function readJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}
