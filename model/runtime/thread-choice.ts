import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { isExternal } from '../graph/graph.ts';
import { emptyCache, repeatCache } from './cache.ts';
import { int64Tensor, openSession } from './session.ts';

/** How many threads a run of the decoder takes, and why. */
export interface ThreadChoice {
  readonly threads: number;
  /** `asked` for by the caller, `measured` now, `kept` from an earlier measurement, or `all` cores without one. */
  readonly how: 'asked' | 'measured' | 'kept' | 'all';
  /** What was measured, tokens a second by number of threads. */
  readonly tokensPerS: Readonly<Record<number, number>>;
}

export interface ThreadQuestion {
  readonly model: Pick<ModelFolder, 'decoder' | 'sha256'>;
  readonly asked: number | undefined;
  /** Folder that keeps the measurement by machine and model; without one nothing is measured. */
  readonly cacheDir: string | null;
}

/** Rows and tokens of a measured run: about those of a run for answers. */
const probe = { rows: 8, tokens: 64 };
/** Measured for so long, ms, shared by all numbers of threads; what a machine does in a moment says little. */
const measuredMs = 1000;
/** More threads have to be faster by this share: those that are not needed are left to others. */
const worthwhile = 0.05;
/** Larger decoders are bound by memory, and loading them once for each number of threads takes minutes. Bytes. */
const largestMeasured = 500e6;

/** Chooses by measuring runs of the decoder, once for each machine and model. */
export async function chooseThreads({ model, asked, cacheDir }: ThreadQuestion): Promise<ThreadChoice> {
  if (asked !== undefined) return { threads: asked, how: 'asked', tokensPerS: {} };
  const cores = availableParallelism();
  const all: ThreadChoice = { threads: cores, how: 'all', tokensPerS: {} };
  if (cacheDir === null || cores === 1 || weightBytes(model) > largestMeasured) return all;
  const path = join(cacheDir, `threads-${digest([model.sha256, cpus()[0]?.model ?? '', cores])}.json`);
  const kept = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  if (isMeasurement(kept)) return { threads: fewestOfFastest(kept), how: 'kept', tokensPerS: kept };
  const tokensPerS: Record<number, number> = {};
  const counts = threadCounts(cores);
  for (const threads of counts) tokensPerS[threads] = await rateWith(model, threads, measuredMs / counts.length);
  await mkdir(cacheDir, { recursive: true })
    .then(() => writeFile(path, `${JSON.stringify(tokensPerS)}\n`))
    .catch(() => {}); // a folder that cannot be written costs a measurement each time
  return { threads: fewestOfFastest(tokensPerS), how: 'measured', tokensPerS };
}

/** Numbers of threads to try: doubled up to all cores. */
export function threadCounts(cores: number): readonly number[] {
  const doubled = Array.from({ length: Math.ceil(Math.log2(cores)) }, (_, i) => 2 ** i);
  return [...doubled, cores];
}

/** The fewest threads that are nearly as fast as the fastest. */
export function fewestOfFastest(tokensPerS: Readonly<Record<number, number>>): number {
  const counts = Object.keys(tokensPerS).map(Number);
  const fastest = Math.max(...Object.values(tokensPerS));
  return Math.min(...counts.filter((count) => (tokensPerS[count] as number) >= fastest * (1 - worthwhile)));
}

async function rateWith({ decoder }: ThreadQuestion['model'], threads: number, forMs: number): Promise<number> {
  const { rows, tokens } = probe;
  const numbers = (valueAt: (i: number) => number) =>
    int64Tensor(
      Array.from({ length: rows * tokens }, (_, i) => valueAt(i)),
      [rows, tokens],
    );
  const feeds = {
    input_ids: numbers(() => 0),
    attention_mask: numbers(() => 1),
    position_ids: numbers((i) => i % tokens),
    ...repeatCache(emptyCache(cacheShape(decoder)), rows),
  };
  const session = await openSession(decoder, { threads });
  try {
    await session.run(feeds);
    const startMs = performance.now();
    let runs = 0;
    do {
      await session.run(feeds);
      runs += 1;
    } while (performance.now() - startMs < forMs);
    return Math.round((1000 * runs * rows * tokens) / (performance.now() - startMs));
  } finally {
    await session.close();
  }
}

const weightBytes = ({ decoder }: ThreadQuestion['model']): number =>
  [...decoder.initializers.values()].reduce((sum, { data }) => sum + (isExternal(data) ? 0 : data.byteLength), 0);

const isMeasurement = (value: unknown): value is Record<number, number> =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([count, rate]) => Number(count) >= 1 && typeof rate === 'number' && rate > 0);

const digest = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
