import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { flyScenario, motionLabels, type Track, writeRelativeStateLog } from '#domain';
import { createApp } from '../app.ts';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';
import { type ClassifyQueue, createClassifyQueue } from '../jobs/classify-queue.ts';
import { type ImportFile, importLog, noSettings } from '../jobs/import-log.ts';
import { openLogFiles } from '../jobs/log-files.ts';
import { type EvaluationReport, readEvaluationReport } from '../pages/evaluation-report.ts';
import type { FileRole, LogRecord, LogSettings } from '../store/log-rows.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { rulebookAssessor } from './rulebook-assessor.ts';

/** The instant it always is in tests. */
export const testNow = new Date('2026-03-01T12:00:00Z');

/** A file to take in. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  /** @default 'observations' */
  readonly role?: FileRole;
}

/** A console on a free port with a store in memory. */
export interface TestConsole {
  readonly url: string;
  readonly store: Store;
  readonly queue: ClassifyQueue;
  /** Lines about faults of ours. */
  readonly faults: readonly string[];
  /** Takes in a log as an upload does, without putting it in the queue. */
  importText(name: string, text: string): Promise<LogRecord>;
  /** The same with several files and settings. */
  importFiles(texts: readonly NamedText[], settings?: LogSettings): Promise<LogRecord>;
  close(): Promise<void>;
}

/** What a test may replace. */
export interface TestConsoleOptions {
  readonly assessor?: ConsoleAssessor;
  readonly report?: EvaluationReport | null;
  readonly uploadLimitBytes?: number;
  readonly marking?: string;
  readonly confidenceThreshold?: number;
}

/** Starts a console for a test. */
export async function startTestConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-console-'));
  const store = await openStore({ dataDir: null });
  const files = openLogFiles(folder);
  const now = () => testNow;
  const assessor = options.assessor ?? rulebookAssessor();
  const queue = createClassifyQueue({ store, assessor, strategy: 'cot', now });
  const faults: string[] = [];
  const app = createApp({
    store,
    queue,
    assessor,
    files,
    settings: {
      uploadLimitBytes: options.uploadLimitBytes ?? 5_000_000,
      marking: options.marking ?? '',
      confidenceThreshold: options.confidenceThreshold ?? 0.6,
    },
    readReport: async () => options.report ?? readEvaluationReport(path.join(folder, 'report.json')),
    now,
    log: (line) => faults.push(line),
  });
  async function importFiles(texts: readonly NamedText[], settings = noSettings): Promise<LogRecord> {
    const imports: ImportFile[] = [];
    for (const { name, text, role = 'observations' } of texts)
      imports.push({ name, role, kept: await files.keep(Readable.from([Buffer.from(text)])) });
    return (await importLog(store, { files: imports, settings, origin: 'upload', now: testNow })).log;
  }
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    queue,
    faults,
    importText: (name, text) => importFiles([{ name, text }]),
    importFiles,
    async close() {
      server.closeAllConnections();
      server.close();
      await queue.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Simulated tracks, the seven motions in turn, named by motion and seed. */
export const simulatedTracks = (count: number, firstSeed = 1): Track[] =>
  Array.from({ length: count }, (_, index) => {
    const motion = motionLabels[index % motionLabels.length]!;
    const seed = firstSeed + index;
    return flyScenario({ seed, motion, targetId: `${motion}-${seed}` }).track;
  });

/** A log of tracks as JSON lines. */
export const logText = (tracks: readonly Track[]): string => [...writeRelativeStateLog(tracks, 'jsonl')].join('');
