import { AppError } from '#errors';
import type { NewJob, Strategy } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { JobKind, JobOf } from './job-kind.ts';
import { type AnswererIdentity, differenceOf, type QuestionAnswerer } from './question-answerer.ts';

/** Name of the kind. */
export const distributedKindName = 'distributed';

/** What a distributed run is started with. */
export interface DistributedSettings extends AnswererIdentity {
  readonly strategy: Strategy;
  /** Hash that names the run: its output and all its settings, so that the same command goes on with the same job. */
  readonly run: string;
}

/** A shard: the questions from one place of the stream on, which lie in the store. */
export interface ShardPart {
  readonly firstTarget: number;
}

/** What the work needs. */
export interface DistributedDeps {
  readonly store: Store;
  readonly answerer: QuestionAnswerer;
  /** Name of this process among those that answer. */
  readonly worker: string;
  now(): Date;
  /** Takes a line when a job is left to others. */
  log(line: string): void;
}

/** The job of `classify --distribute` that is to be queued. */
export const distributedRun = (subject: string, settings: DistributedSettings): NewJob => ({
  kind: distributedKindName,
  subject,
  settings,
  unit: 'target',
  logId: null,
  stepsTotal: null,
  startedBy: null,
});

/**
 * Answers the questions of a command that reads, merges and writes elsewhere; a part is a shard of its targets. The command
 * says how far it is, and ends the job. A process with another model or adapter leaves the job to others and tells why.
 */
export function distributedKind(deps: DistributedDeps): JobKind<DistributedSettings, ShardPart> {
  const { store, answerer, worker, now, log } = deps;
  const refused = new Set<number>();

  async function refuse({ id, subject }: JobOf<DistributedSettings>, reason: string): Promise<void> {
    if (refused.has(id)) return;
    refused.add(id);
    log(`Leaves job ${id} (${subject}) to others. ${reason}`);
    await store.jobs.tell(
      id,
      [{ atUtc: now().toISOString(), text: `${worker} leaves it to others. ${reason}` }],
      undefined,
    );
  }

  return {
    name: distributedKindName,
    place: 'anywhere',
    isFed: true,
    async isAtHand(job) {
      const reason = await answerer.identify(job.settings.strategy).then(
        (own) => differenceOf(job.settings, own),
        (error: unknown) => {
          if (error instanceof AppError) return error.message;
          throw error;
        },
      );
      if (reason !== null) await refuse(job, reason);
      return reason === null;
    },
    async begin({ id, stepsDone }) {
      const parts = (await store.shards.unanswered(id)).map((firstTarget) => ({ firstTarget }));
      return { parts, stepsTotal: null, stepsDone };
    },
    async work({ id, settings }, part, piece) {
      if (piece.mustStop) return part;
      const shard = await store.shards.take(id, part.firstTarget, worker);
      if (!shard || shard.isAnswered) return null;
      const answers = await answerer.answer(settings.strategy, shard.questions);
      await store.shards.answer(id, part.firstTarget, shard.sha256, answers);
      return null;
    },
  };
}
