import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Express } from 'express';
import { flyScenario, motionLabels, type Track, writeRelativeStateLog } from '#domain';
import { addAccount } from '../accounts/manage-accounts.ts';
import { openSession } from '../accounts/sign-in.ts';
import { createApp } from '../app.ts';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';
import { readSettings } from '../config.ts';
import { aligningReader } from '../evaluation/aligning-reader.ts';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';
import { createConsoleServer } from '../http/console-server.ts';
import { classificationOf } from '../jobs/classification-kind.ts';
import { type ImportFile, importLog, noSettings } from '../jobs/import-log.ts';
import type { JobDesk } from '../jobs/job-desk.ts';
import { jobKinds } from '../jobs/job-kinds.ts';
import { openLogFiles } from '../jobs/log-files.ts';
import { openJobs } from '../jobs/open-jobs.ts';
import { type EvaluationReport, readEvaluationReport } from '../pages/evaluation-report.ts';
import type { SecuritySettings } from '../security-settings.ts';
import type { Role } from '../store/account-rows.ts';
import type { JobRecord } from '../store/job-rows.ts';
import type { FileRole, LogRecord, LogSettings } from '../store/log-rows.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { fakeModels } from './fake-models.ts';
import { noAnswerer } from './no-answerer.ts';
import { rulebookAssessor } from './rulebook-assessor.ts';
import { consoleCheck, watchAnswers } from './watch-answers.ts';

/** The instant it always is in tests. */
export const testNow = new Date('2026-03-01T12:00:00Z');

/** Password of every account of a test. */
export const testPassword = 'correct horse battery staple';

/** A file to take in. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  /** @default 'observations' */
  readonly role?: FileRole;
}

/** The work on jobs, in the hands of a test. */
export interface TestQueue {
  /** Begins to work on jobs; until then they wait. */
  start(): Promise<void>;
  /** Resolves when nothing is left to do, at once before `start`. */
  idle(): Promise<void>;
  /** Queues the classification of a log. */
  enqueue(logId: number): Promise<JobRecord>;
}

/** A console on a free port with a store in memory. */
export interface TestConsole {
  readonly url: string;
  readonly store: Store;
  readonly jobs: JobDesk;
  readonly queue: TestQueue;
  readonly app: Express;
  /** Where the files of logs are kept. */
  readonly filesDir: string;
  /** Lines about faults of ours. */
  readonly faults: readonly string[];
  /** Takes in a log as an upload does, without putting it in the queue. */
  importText(name: string, text: string): Promise<LogRecord>;
  /** The same with several files and settings. */
  importFiles(texts: readonly NamedText[], settings?: LogSettings): Promise<LogRecord>;
  /** Signs an account in without its password; the answer is the `cookie` header of its requests. */
  cookieOf(name: string): Promise<string>;
  /** Ends it, with an error when an answer was not as the API document says. */
  close(): Promise<void>;
}

/** What a test may replace. */
export interface TestConsoleOptions {
  readonly assessor?: ConsoleAssessor;
  readonly models?: EvaluatedModels;
  readonly report?: EvaluationReport | null;
  readonly uploadLimitBytes?: number;
  readonly marking?: string;
  readonly confidenceThreshold?: number;
  /** Model that is tuned. @default none */
  readonly modelDir?: string;
  /** Accounts by name; without any, everybody is `local` and may do everything. */
  readonly accounts?: Readonly<Record<string, Role>>;
  /** Limits and names; by default requests are as good as unlimited. */
  readonly security?: Partial<SecuritySettings>;
  /** Whether the test sends what no form and no link does; requests are then not held to the API document, answers are. */
  readonly sendsRubbish?: boolean;
  /** @default always {@link testNow} */
  readonly now?: () => Date;
}

const unlimited = { requestsPerMin: 1e6, changesPerMin: 1e6, signInsPerMin: 1e6 };

/** Starts a console for a test. */
export async function startTestConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-console-'));
  const store = await openStore({ dataDir: null });
  const files = openLogFiles(folder);
  const now = options.now ?? (() => testNow);
  const security = { ...readSettings({}, folder).security, ...unlimited, ...options.security };
  const assessor = options.assessor ?? rulebookAssessor();
  const faults: string[] = [];
  const log = (line: string) => void faults.push(line);
  const folders = { dataDir: folder, modelDir: options.modelDir ?? '' };
  const work = { answerer: noAnswerer, models: options.models ?? fakeModels(), worker: 'test', log };
  const kinds = jobKinds({ store, files, assessor, strategy: 'cot', ...folders, ...work, now });
  const jobs = await openJobs({ store, kinds, place: 'console', now, log });
  const queue: TestQueue = {
    start: jobs.start,
    idle: jobs.idle,
    enqueue: async (logId) => jobs.desk.enqueue(classificationOf((await store.logs.find(logId))!, 'cot', null)),
  };
  const readReport = aligningReader(
    store.calibrations,
    async () => options.report ?? readEvaluationReport(path.join(folder, 'report.json')),
  );
  await readReport();
  const app = createApp({
    store,
    jobs: jobs.desk,
    assessor,
    files,
    settings: {
      uploadLimitBytes: options.uploadLimitBytes ?? 5_000_000,
      marking: options.marking ?? '',
      confidenceThreshold: options.confidenceThreshold ?? 0.6,
      security,
      ...folders,
    },
    readReport,
    now,
    log,
  });
  async function importFiles(texts: readonly NamedText[], settings = noSettings): Promise<LogRecord> {
    const imports: ImportFile[] = [];
    for (const { name, text, role = 'observations' } of texts)
      imports.push({ name, role, kept: await files.keep(Readable.from([Buffer.from(text)])) });
    return (await importLog(store, { files: imports, settings, origin: 'upload', now: testNow })).log;
  }
  for (const [name, role] of Object.entries(options.accounts ?? {}))
    await addAccount(store, name, { role, password: testPassword }, now());
  const server = createConsoleServer(app, security).listen(0, '127.0.0.1');
  const mismatches = watchAnswers(server, { check: consoleCheck(app), sendsRubbish: options.sendsRubbish ?? false });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    jobs: jobs.desk,
    queue,
    app,
    filesDir: folder,
    faults,
    importText: (name, text) => importFiles([{ name, text }]),
    importFiles,
    async cookieOf(name) {
      const account = await store.accounts.findByKey(name);
      const place = { address: '127.0.0.1', agent: 'test' };
      return `session=${await openSession(store, account!.id, place, security.sessionLife, now())}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await jobs.close();
      await store.close();
      await rm(folder, { recursive: true });
      assert.deepEqual([...new Set(mismatches)], [], 'answers are as the API document says, see server/api');
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
