import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

/** Sessions that answer beside each other, and the threads of each. */
export interface Sharing {
  readonly sessions: number;
  readonly threads: number;
}

/** How the cores are shared among sessions of a decoder, and why. */
export interface ThreadChoice extends Sharing {
  /** `asked` for by the caller, `measured` now, `kept` from an earlier measurement, or `all` cores for one session without one. */
  readonly how: 'asked' | 'measured' | 'kept' | 'all';
  /** What was measured, tokens a second by {@link nameOf}. */
  readonly tokensPerS: Readonly<Record<string, number>>;
}

export interface ThreadQuestion {
  /** Threads that the caller wants one session to have. */
  readonly asked: number | undefined;
  /** Folder that keeps the measurement by machine and model; without one nothing is measured. */
  readonly cacheDir: string | null;
  /** Only asked when something is to be measured. */
  describe(): Promise<{ readonly sha256: string; readonly weightBytes: number }>;
  /** Tokens a second of all sessions together, measured for so long. */
  measure(sharing: Sharing, forMs: number): Promise<number>;
}

/** Measured for so long, ms, shared by all that is tried; what a machine does in a moment says little. */
const measuredMs = 1000;
/** What takes more of the machine has to be faster by this share: what is not needed is left to others. */
const worthwhile = 0.05;
/** Larger decoders are bound by memory, and loading them for each trial takes minutes. Bytes. */
const largestMeasured = 500e6;
/** A request has only so many parts that can be answered beside each other. */
const mostSessions = 4;

/** Chooses by measuring runs of the decoder, once for each machine and model. */
export async function chooseThreads({ asked, cacheDir, describe, measure }: ThreadQuestion): Promise<ThreadChoice> {
  if (asked !== undefined) return { sessions: 1, threads: asked, how: 'asked', tokensPerS: {} };
  const cores = availableParallelism();
  const all: ThreadChoice = { sessions: 1, threads: cores, how: 'all', tokensPerS: {} };
  if (cacheDir === null || cores === 1) return all;
  const { sha256, weightBytes } = await describe();
  if (weightBytes > largestMeasured) return all;
  const path = join(cacheDir, `sessions-${digest([sha256, cpus()[0]?.model ?? '', cores])}.json`);
  const kept = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  const sharings = sharingsOf(cores);
  if (isMeasurement(kept, sharings)) return { ...leastOfFastest(kept), how: 'kept', tokensPerS: kept };
  const tokensPerS: Record<string, number> = {};
  for (const sharing of sharings) tokensPerS[nameOf(sharing)] = await measure(sharing, measuredMs / sharings.length);
  await mkdir(cacheDir, { recursive: true })
    .then(() => writeFile(path, `${JSON.stringify(tokensPerS)}\n`))
    .catch(() => {}); // a folder that cannot be written costs a measurement each time
  return { ...leastOfFastest(tokensPerS), how: 'measured', tokensPerS };
}

/** "2 x 1": two sessions of one thread. */
export const nameOf = ({ sessions, threads }: Sharing): string => `${sessions} x ${threads}`;

/** What is tried: one session with one thread, doubled up to all cores; then all cores shared by more sessions. */
export function sharingsOf(cores: number): readonly Sharing[] {
  const doubled = Array.from({ length: Math.ceil(Math.log2(cores)) }, (_, i) => 2 ** i);
  const alone = [...doubled, cores].map((threads) => ({ sessions: 1, threads }));
  const together = [...doubled, cores]
    .filter((sessions) => sessions > 1 && sessions <= mostSessions)
    .map((sessions) => ({ sessions, threads: Math.floor(cores / sessions) }));
  return [...alone, ...together];
}

/**
 * Of what is nearly as fast as the fastest, what takes the fewest threads; of those the most sessions, for what is done
 * between runs, and was not measured, is then done side by side too.
 */
export function leastOfFastest(tokensPerS: Readonly<Record<string, number>>): Sharing {
  const fastest = Math.max(...Object.values(tokensPerS));
  const fast = Object.keys(tokensPerS).filter((name) => (tokensPerS[name] as number) >= fastest * (1 - worthwhile));
  const sharings = fast.map((name) => {
    const [sessions = 1, threads = 1] = name.split(' x ').map(Number);
    return { sessions, threads };
  });
  const sizeOf = ({ sessions, threads }: Sharing): number => sessions * threads;
  return sharings.toSorted((a, b) => sizeOf(a) - sizeOf(b) || b.sessions - a.sessions)[0] as Sharing;
}

const isMeasurement = (value: unknown, sharings: readonly Sharing[]): value is Record<string, number> =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).join() === sharings.map(nameOf).join() &&
  Object.values(value).every((rate) => typeof rate === 'number' && rate > 0);

const digest = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
