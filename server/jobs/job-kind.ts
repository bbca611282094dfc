import type { Database } from '../store/database.ts';
import type { JobRecord, JobResult, NewJob } from '../store/job-rows.ts';

/**
 * A kind of job. To add one: write a file that makes one of these, put a line into job-kinds.ts, and name it in the
 * messages `jobKinds.NAME`, `job.of.NAME` and `job.doing.NAME` (a unit of its own needs
 * `job.done.UNIT` too). Queueing, retries, cancel, progress, pages and `noncoop worker` follow by themselves.
 *
 * A job is begun once, which cuts it into parts. Parts are worked in any order by any processes, several at once, each in
 * *pieces* of about {@link Piece.mustStop | fifteen seconds}: `work` stops and returns what is left of its part, and that
 * is queued as the next piece. So what a job has done must be read off the data, never kept in a process, and all work must
 * bear being done again: a process may be killed at any instant, its piece is then given to another.
 *
 * What `begin` and `work` throw decides what happens next: an `AppError` fails the job in its words; anything else (a
 * broken connection, a fault) is tried again some times with a pause before it does.
 */
export interface JobKind<Settings extends object = object, Part extends object = object> {
  /** Kept with each job, and name of its queue: small letters. */
  readonly name: string;
  /** Whether any process may work it, or only those that have the kept log files: consoles. */
  readonly place: 'anywhere' | 'console';
  /**
   * Whether parts come as they are made, by `JobDesk.feed`, from the process that asked for the job. `begin` then gives those
   * that an earlier run left, and the job goes on without any part until `JobDesk.endFed`. @default false
   */
  readonly isFed?: boolean;
  /** Whether this process has what the job needs, such as its files; without it every process that may work it has. */
  isAtHand?(job: JobOf<Settings>): Promise<boolean>;
  /**
   * Says how much there is to do, cut into parts that several processes may work at once; with no part the job is done.
   * Called again when a failed or cancelled job is retried, to cut what is left.
   */
  begin(job: JobOf<Settings>): Promise<JobPlan<Part>>;
  /** Works on a part until it is done or the piece must stop; returns what is left of it, null when nothing is. */
  work(job: JobOf<Settings>, part: Part, piece: Piece): Promise<Part | null>;
  /** Steps done, read off the data; without it the number last told stays, and a job that is done has done all. */
  countDone?(job: JobOf<Settings>, database: Database): Promise<number>;
  /** Called once, in the transaction that marks the job done. */
  finish?(job: JobOf<Settings>, database: Database): Promise<JobOutcome>;
}

/** A job with the settings of its kind. */
export type JobOf<Settings extends object> = JobRecord & { readonly settings: Settings };

/** What there is to do. */
export interface JobPlan<Part extends object> {
  readonly parts: readonly Part[];
  /** Steps in all, those of earlier runs counted in; null when nobody knows yet. */
  readonly stepsTotal: number | null;
  /** Steps that earlier runs did. */
  readonly stepsDone: number;
}

/** What came of a job. */
export interface JobOutcome {
  readonly result: JobResult;
  /** The log it worked on, where only the work has shown it. */
  readonly logId?: number;
  /** Steps it made, where it was done before the last of them. */
  readonly stepsDone?: number;
  /** Jobs to queue next. */
  readonly next?: readonly NewJob[];
}

/** The piece in hand, as the work on it sees it. */
export interface Piece {
  /**
   * Whether to come to an end: its time is up, the job was asked to stop, the process ends, or the piece was given to
   * another. To be looked at after every step; long computations hand `signal` on.
   */
  readonly mustStop: boolean;
  /** Aborted as soon as `mustStop` is true for another reason than time. */
  readonly signal: AbortSignal;
  /** Adds a line to the job's log, and brings its row up to date about twice a second. */
  tell(line: string | null, stepsDone?: number): Promise<void>;
  /** Lets pages go first; to be called between steps that keep the thread, or the embedded database, to themselves. */
  giveWay(): Promise<void>;
}
