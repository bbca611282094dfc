import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { EvidenceAssessor } from '../assess/evidence-assessor.ts';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';
import { importOf } from '../jobs/import-kind.ts';
import { noSettings } from '../jobs/import-log.ts';
import type { JobKind } from '../jobs/job-kind.ts';
import { jobKinds } from '../jobs/job-kinds.ts';
import { openLogFiles } from '../jobs/log-files.ts';
import { type Jobs, openJobs } from '../jobs/open-jobs.ts';
import type { QuestionAnswerer } from '../jobs/question-answerer.ts';
import type { NewJob } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { fakeModels } from './fake-models.ts';
import { noAnswerer } from './no-answerer.ts';
import { rulebookAssessor } from './rulebook-assessor.ts';

/** How a process of a test works. */
export interface TestJobsOptions {
  readonly assessor?: EvidenceAssessor;
  readonly answerer?: QuestionAnswerer;
  readonly models?: EvaluatedModels;
  readonly place?: 'console' | 'worker';
  /** Kinds besides those of the program. */
  readonly kinds?: readonly JobKind[];
  readonly expiryS?: number;
  /** Model that is tuned. @default none */
  readonly modelDir?: string;
  /** @default a folder that all processes of the test share */
  readonly dataDir?: string;
}

/** Kept files, and processes that work on them, as many as a test wants. */
export interface TestJobs {
  /** Opens the jobs of one process; they are closed with all others, or by the test. */
  open(options?: TestJobsOptions): Promise<Jobs>;
  /** Keeps a file and gives the import of it. */
  importOf(name: string, text: string): Promise<NewJob>;
  pathOf(sha256: string): string;
  /** The data folder. */
  readonly folder: string;
  /** Lines about work that broke off. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Jobs on a store, without a console. */
export async function testJobs(store: Store): Promise<TestJobs> {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-jobs-'));
  const files = openLogFiles(folder);
  const now = () => new Date();
  const faults: string[] = [];
  const opened = new Set<Jobs>();
  return {
    faults,
    pathOf: files.pathOf,
    folder,
    async open({
      assessor = rulebookAssessor(),
      answerer = noAnswerer,
      models = fakeModels(),
      place = 'console',
      kinds = [],
      expiryS = 60,
      modelDir = '',
      dataDir = folder,
    } = {}) {
      const log = (line: string) => void faults.push(line);
      const work = { answerer, models, worker: `process ${opened.size + 1}`, log };
      const all = [...jobKinds({ store, files, assessor, strategy: 'cot', dataDir, modelDir, now, ...work }), ...kinds];
      const jobs = await openJobs({ store, kinds: all, place, expiryS, now, log });
      opened.add(jobs);
      return jobs;
    },
    async importOf(name, text) {
      const kept = await files.keep(Readable.from([Buffer.from(text)]));
      return importOf([{ name, role: 'observations', kept }], noSettings, 'upload', null);
    },
    async close() {
      for (const jobs of opened) await jobs.close();
      await rm(folder, { recursive: true });
    },
  };
}
