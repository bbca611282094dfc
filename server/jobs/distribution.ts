import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#errors';
import type { QuestionPost, SentQuestions } from '../assess/ahead-assessor.ts';
import type { Answer } from '../assess/assessment-of.ts';
import type { Question } from '../assess/question.ts';
import type { JobRecord } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { shardTable } from '../store/shard-table.ts';
import { type DistributedSettings, distributedKindName, distributedRun, type ShardPart } from './distributed-kind.ts';
import type { JobDesk } from './job-desk.ts';
import { outlast } from './outlast.ts';

/** The side of a distributed run that reads and merges: a post for its questions, and the job that carries them. */
export interface Distribution extends QuestionPost {
  /** Processes that have answered or are about to. */
  readonly workersSeen: number;
  /** Says how far the run is; the job tells others. */
  note(done: number, total: number | null): void;
  /** Ends the job once everything is merged. */
  end(): Promise<void>;
  /** Stops waiting; the job stays, to be gone on with. */
  close(): Promise<void>;
}

/** How a run is distributed. */
export interface DistributionOptions {
  readonly store: Store;
  readonly desk: JobDesk;
  /** What it works on, in words. */
  readonly subject: string;
  readonly settings: DistributedSettings;
  /** Ends the run from without. */
  readonly signal: AbortSignal;
  /** The error a run that is ended from without ends by. */
  interrupted(): AppError;
  /** Takes what others should know: lines of the job, and when the database is away. */
  tell(line: string): void;
  now(): Date;
}

/** How often answers are looked for, ms. */
const lookEveryMs = 200;
/** How often it is tried again to hand in questions while the job is not begun, ms. */
const feedEveryMs = 50;
/** How often the job is told how far it is, at most, ms. */
const noteEveryMs = 1000;
/** So long without the database is borne, ms. */
const patienceMs = 300_000;
/** Shards that may be on their way: some for the first workers, some more for each that is seen, and never more than so many. */
const room = { least: 8, perWorker: 4, most: 128 };

/** Builds the distribution; a job is queued, or an unfinished one of the same run taken up, with the first questions. */
export function startDistribution(options: DistributionOptions): Distribution {
  return new RunningDistribution(options);
}

/** Somebody who waits for the answers of a shard. */
interface Waiting {
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

class RunningDistribution implements Distribution {
  readonly #options: DistributionOptions;
  readonly #stopping = new AbortController();
  readonly #waiting = new Map<number, Waiting>();
  readonly #workers = new Set<string>();
  readonly #stopOutside = () => this.#stop(this.#options.interrupted());
  #toldLines: readonly string[] = [];
  #isEnding = false;
  #jobId: number | undefined;
  #looking: Promise<void> | undefined;
  #noted: { readonly done: number; readonly total: number | null } | undefined;
  #notedMs = Number.NEGATIVE_INFINITY;

  constructor(options: DistributionOptions) {
    this.#options = options;
    if (options.signal.aborted) this.#stopOutside();
    options.signal.addEventListener('abort', this.#stopOutside, { once: true });
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get room(): number {
    return Math.min(room.most, room.least + room.perWorker * this.#workers.size);
  }

  get workersSeen(): number {
    return this.#workers.size;
  }

  async send(firstTarget: number, questions: readonly Question[]): Promise<SentQuestions> {
    this.#jobId ??= await this.#takeUpJob();
    const jobId = this.#jobId;
    const part: ShardPart = { firstTarget };
    const keep: Parameters<JobDesk['feed']>[2] = (tx) => shardTable(tx).put(jobId, firstTarget, questions);
    for (;;) {
      const job = await this.#outlast(() => this.#options.desk.feed(jobId, part, keep));
      this.#requireGoingOn(job);
      if (job.state === 'running') break;
      await this.#pause(feedEveryMs);
    }
    const answers = new Promise<readonly Answer[]>((resolve, reject) => {
      this.#waiting.set(firstTarget, { resolve, reject });
    });
    answers.catch(() => {});
    return { answers };
  }

  async release(nextTarget: number): Promise<void> {
    const jobId = this.#jobId;
    if (jobId !== undefined) await this.#outlast(() => this.#options.store.shards.release(jobId, nextTarget));
  }

  note(done: number, total: number | null): void {
    this.#noted = { done, total };
  }

  async end(): Promise<void> {
    const { store, desk, settings } = this.#options;
    this.#isEnding = true;
    await this.#looking;
    await this.#outlast(async () => {
      const job = await store.jobs.findBySetting(distributedKindName, 'run', settings.run);
      if (job === undefined) return;
      await store.shards.release(job.id, Number.MAX_SAFE_INTEGER);
      await desk.endFed(job.id, this.#noted?.done ?? job.stepsDone);
    });
  }

  async close(): Promise<void> {
    const { store, signal, now } = this.#options;
    signal.removeEventListener('abort', this.#stopOutside);
    this.#stop(new Error('closed'));
    await this.#looking;
    if (!signal.aborted || this.#jobId === undefined) return;
    const line = { atUtc: now().toISOString(), text: 'The command was stopped; started again, it goes on from here.' };
    await store.jobs.tell(this.#jobId, [line], this.#noted?.done).catch(() => {});
  }

  /** The job of this run: a new one, or that of an earlier start, which goes on. */
  async #takeUpJob(): Promise<number> {
    const { store, desk, tell, now } = this.#options;
    for (;;) {
      const { job, isNew } = await this.#outlast(() => this.#findOrQueue());
      if (job.isCancelRequested) {
        await this.#pause();
        continue;
      }
      if (job.state === 'failed' || job.state === 'cancelled') await this.#outlast(() => desk.retry(job.id));
      else if (!isNew) await this.#outlast(() => store.jobs.takeUp(job.id, now()));
      this.#toldLines = job.messages.map(lineOf);
      tell(`Job ${job.id}${isNew ? '' : ' goes on'}: workers of the same database may take part.`);
      this.#looking = this.#lookOn(job.id);
      return job.id;
    }
  }

  /** Looks first, so that a job that was queued when the connection broke is not queued again. */
  async #findOrQueue(): Promise<{ readonly job: JobRecord; readonly isNew: boolean }> {
    const { store, desk, settings, subject } = this.#options;
    const known = await store.jobs.findBySetting(distributedKindName, 'run', settings.run);
    if (known !== undefined && known.state !== 'done') return { job: known, isNew: false };
    return { job: await desk.enqueue(distributedRun(subject, settings)), isNew: true };
  }

  /** Looks at the job and at the shards on their way until the end. */
  async #lookOn(jobId: number): Promise<void> {
    try {
      while (!this.#isEnding) {
        await this.#outlast(() => this.#look(jobId));
        await this.#pause();
      }
    } catch (error) {
      this.#stop(error);
    }
  }

  async #look(jobId: number): Promise<void> {
    const { store } = this.#options;
    const job = await store.jobs.find(jobId);
    this.#tellLines(job);
    this.#requireGoingOn(job);
    for (const { firstTarget, worker, answers } of await store.shards.look(jobId, [...this.#waiting.keys()])) {
      this.#workers.add(worker);
      if (answers === null) continue;
      this.#waiting.get(firstTarget)?.resolve(answers);
      this.#waiting.delete(firstTarget);
    }
    const noted = this.#noted;
    if (noted === undefined || performance.now() - this.#notedMs < noteEveryMs) return;
    if (noted.done === job.stepsDone && noted.total === job.stepsTotal) return;
    this.#notedMs = performance.now();
    await store.jobs.tell(jobId, [], noted.done, noted.total ?? undefined);
  }

  #tellLines(job: JobRecord | undefined): void {
    if (job === undefined) return;
    for (const message of job.messages)
      if (!this.#toldLines.includes(lineOf(message))) this.#options.tell(`Job ${job.id}: ${message.text}`);
    this.#toldLines = job.messages.map(lineOf);
  }

  #requireGoingOn(job: JobRecord | undefined): asserts job is JobRecord {
    if (job?.state === 'failed' && job.failure !== null) {
      const { code, message, hint } = job.failure;
      throw new AppError(code, message, hint === null ? {} : { hint });
    }
    if (job !== undefined && !job.isCancelRequested && (job.state === 'queued' || job.state === 'running')) return;
    const what = job === undefined ? 'the job of this run' : `job ${job.id}`;
    throw new AppError('server.job_cancelled', `Expected ${what} to go on, but it was cancelled.`, {
      hint: 'what was merged is kept; the same command goes on from here',
    });
  }

  #stop(reason: unknown): void {
    this.#stopping.abort(reason);
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  #outlast<T>(work: () => Promise<T>): Promise<T> {
    return outlast(work, { signal: this.signal, patienceMs, log: this.#options.tell });
  }

  #pause(ms: number = lookEveryMs): Promise<void> {
    return wait(ms, undefined, { signal: this.signal }).catch(() => this.signal.throwIfAborted());
  }
}

/** What tells a line of a job from its others. */
const lineOf = ({ atUtc, text }: JobRecord['messages'][number]): string => `${atUtc} ${text}`;
