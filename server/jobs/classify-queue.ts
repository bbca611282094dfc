import { EventEmitter } from 'node:events';
import { type Assessment, type Evidence, gatherEvidence } from '#domain';
import { AppError } from '#errors';
import type { JobRecord, Strategy } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { type JobProgress, progressOf } from './job-progress.ts';

/** What the queue needs of the model side: assessments in the order of the evidence, each as soon as it is there. */
export interface EvidenceAssessor {
  assess(evidences: readonly Evidence[], strategy: Strategy): AsyncIterable<Assessment>;
}

/** One worker that classifies logs, one after another. */
export interface ClassifyQueue {
  /** Puts a log in the queue; one that is still to do is not queued twice. */
  enqueue(logId: number): Promise<JobRecord>;
  /** Puts a failed job back in the queue; `undefined` when there is no such failed job. */
  retry(jobId: number): Promise<JobRecord | undefined>;
  /** Takes up what is unfinished in the store, and from now on whatever is queued. */
  start(): void;
  /** Calls back at every step of a job; returns the end of the subscription. */
  subscribe(jobId: number, listener: (progress: JobProgress) => void): () => void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Stops after the step in hand; the rest is taken up at the next start. */
  close(): Promise<void>;
}

/** What the queue works with. */
export interface ClassifyQueueDeps {
  readonly store: Store;
  readonly assessor: EvidenceAssessor;
  readonly strategy: Strategy;
  now(): Date;
}

/** Tracks read from the store at a time, which bounds the memory a log of many targets takes. */
const tracksPerChunk = 64;

/** Builds the queue; nothing is classified before `start`. */
export function createClassifyQueue({ store, assessor, strategy, now }: ClassifyQueueDeps): ClassifyQueue {
  const events = new EventEmitter().setMaxListeners(0);
  let isStarted = false;
  let isClosed = false;
  let work: Promise<void> = Promise.resolve();

  const message = (text: string) => ({ atUtc: now().toISOString(), text });
  const publish = (job: JobRecord) => events.emit(String(job.id), progressOf(job, now()));
  const wake = () => {
    if (isStarted) work = work.then(drain);
  };

  async function drain(): Promise<void> {
    for (;;) {
      const [job] = isClosed ? [] : await store.jobs.unfinished();
      if (!job) return;
      await run(job);
    }
  }

  async function run({ id, stepsTotal, strategy }: JobRecord): Promise<void> {
    try {
      const pending = await store.tracks.pendingIds(id);
      publish(await store.jobs.start(id, stepsTotal - pending.length, now()));
      for (let at = 0; at < pending.length && !isClosed; at += tracksPerChunk) {
        await assessChunk(id, strategy, pending.slice(at, at + tracksPerChunk));
      }
      if (!isClosed) publish(await store.jobs.finish(id, 'done', message('Done.')));
    } catch (error) {
      const words = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
      publish(await store.jobs.finish(id, 'failed', message(words)));
    }
  }

  async function assessChunk(jobId: number, strategy: Strategy, trackIds: readonly number[]): Promise<void> {
    const evidences = new Map<number, Evidence>();
    for (const trackId of trackIds) {
      const evidence = await gather(jobId, trackId);
      if (evidence) evidences.set(trackId, evidence);
    }
    const waiting = [...evidences.keys()];
    if (waiting.length === 0) return;
    for await (const assessment of assessor.assess([...evidences.values()], strategy)) {
      const trackId = waiting.shift();
      if (trackId === undefined || evidences.get(trackId)!.targetId !== assessment.targetId) {
        throw new AppError(
          'server.assessment_out_of_order',
          `Expected the assessments in the order of the evidence, got ${assessment.targetId}.`,
        );
      }
      const { isNew } = await store.assessments.insert(trackId, jobId, assessment, now());
      publish(await store.jobs.step(jobId, message(wordsOf(assessment, isNew))));
      if (isClosed) return;
    }
  }

  async function gather(jobId: number, trackId: number): Promise<Evidence | undefined> {
    const record = await store.tracks.find(trackId);
    try {
      return record && gatherEvidence(record.track);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await store.tracks.refuse(trackId, error, now());
      publish(await store.jobs.step(jobId, message(`${record!.track.targetId}: not assessed. ${error.message}`)));
      return undefined;
    }
  }

  return {
    async enqueue(logId) {
      const job = await store.jobs.enqueue(logId, strategy, now());
      wake();
      return job;
    },
    async retry(jobId) {
      const job = await store.jobs.retry(jobId);
      wake();
      return job;
    },
    start() {
      isStarted = true;
      wake();
    },
    subscribe(jobId, listener) {
      events.on(String(jobId), listener);
      return () => events.off(String(jobId), listener);
    },
    idle: () => work,
    async close() {
      isClosed = true;
      await work;
    },
  };
}

function wordsOf({ targetId, motion, operation, task }: Assessment, isNew: boolean): string {
  const labels = [motion, operation, task].map(({ label }) => label ?? 'unreadable').join(', ');
  return `${targetId}: ${labels}${isNew ? '' : ' (known already)'}`;
}
