import { isExact, type Outcome, type SetName } from '#tuner';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';
import type { PlannedSet } from '../evaluation/evaluation-choices.ts';
import { type EvaluationTable, evaluationTable } from '../store/evaluation-table.ts';
import type { Store } from '../store/open-store.ts';
import { type EvaluationSettings, plannedSetsOf, stepsOf } from './evaluation-plan.ts';
import { recordShelf } from './evaluation-records.ts';
import type { JobKind, JobOf, Piece } from './job-kind.ts';
import { keepReport } from './keep-report.ts';
import { type AnswerOrigin, type OpenContestant, openContestant, requireSame } from './open-contestant.ts';

/** A part: everything of one contestant. */
interface EvaluationPart {
  readonly contestant: string;
}

type EvaluationJob = JobOf<EvaluationSettings>;

/** What the work needs. */
export interface EvaluationDeps {
  readonly store: Store;
  readonly models: EvaluatedModels;
  now(): Date;
}

/**
 * Puts records to models and baselines, and makes a report of it. Answers are kept batch by batch, so what is done is read
 * off them; whoever keeps the last one makes the report.
 */
export function evaluationKind({ store, models, now }: EvaluationDeps): JobKind<EvaluationSettings, EvaluationPart> {
  const shelf = recordShelf(store);
  const { evaluations } = store;

  async function answerRest(job: EvaluationJob, sets: readonly PlannedSet[], piece: Piece): Promise<boolean> {
    const { contestant } = sets[0]!;
    const records = await shelf.recordsOf(job.id, job.settings, piece.signal);
    const opened = await openContestant(contestant, records, models, piece.signal);
    const before = await evaluations.originOf(job.id, contestant.key);
    if (before !== undefined) requireSame(before as AnswerOrigin, opened.origin);
    const turn = { hasAsked: false };
    for (const { set, count } of sets) {
      if (!(await answerSet({ evaluations, opened, jobId: job.id, set, stepCount: count, turn }, piece))) return false;
    }
    return true;
  }

  return {
    name: 'evaluation',
    place: 'anywhere',
    async begin({ id, settings }) {
      const keys = new Set(plannedSetsOf(settings).map(({ contestant }) => contestant.key));
      const isKept = (await evaluations.ofJob(id)) !== undefined;
      return {
        parts: isKept ? [] : [...keys].map((contestant) => ({ contestant })),
        stepsTotal: stepsOf(settings),
        stepsDone: await evaluations.stepsDone(id),
      };
    },
    async work(job, part, piece) {
      const rest = await unfinishedSets(job, part, evaluations);
      if (rest.length > 0 && !(await answerRest(job, rest, piece))) return part;
      if ((await evaluations.stepsDone(job.id)) < stepsOf(job.settings)) return null;
      await piece.tell('Everything is answered; the report is being made.');
      await keepReport({ store, now }, job, piece.signal);
      return null;
    },
    countDone: (job, database) => evaluationTable(database).stepsDone(job.id),
    async finish(job, database) {
      const kept = (await evaluationTable(database).ofJob(job.id))!;
      return { result: { href: `/evaluation?report=${kept.id}`, evaluationId: kept.id } };
    },
  };
}

/** The sets of a part that are not answered to the end. */
async function unfinishedSets(
  { id, settings }: EvaluationJob,
  { contestant: key }: EvaluationPart,
  evaluations: EvaluationTable,
): Promise<readonly PlannedSet[]> {
  const progress = await evaluations.progressOf(id);
  const stepsOn = (set: SetName) =>
    progress.find(({ contestant, recordSet }) => contestant === key && recordSet === set)?.stepCount ?? 0;
  return plannedSetsOf(settings).filter(({ contestant, set, count }) => contestant.key === key && stepsOn(set) < count);
}

interface SetInHand {
  readonly evaluations: EvaluationTable;
  readonly opened: OpenContestant;
  readonly jobId: number;
  readonly set: SetName;
  /** Steps the set counts for, whatever the number of its records. */
  readonly stepCount: number;
  /** What the present piece has done. */
  readonly turn: { hasAsked: boolean };
}

/** Asks about the rest of a set, batch by batch; false when the piece ended before. */
async function answerSet(
  { evaluations, opened, jobId, set, stepCount, turn }: SetInHand,
  piece: Piece,
): Promise<boolean> {
  const { origin, batchSize } = opened;
  const { key, kind } = origin.contestant;
  const place = { jobId, contestant: key, recordSet: set };
  const size = await opened.sizeOf(set);
  const stepsAt = (at: number) => Math.round((at * stepCount) / size);
  const known = (await evaluations.progressOf(jobId)).find((one) => one.contestant === key && one.recordSet === set);
  let first = known?.recordCount ?? 0;
  do {
    // Each piece asks once at least. A baseline has answered everything by then, so it is not stopped by time.
    if (piece.signal.aborted || (turn.hasAsked && kind !== 'baseline' && piece.mustStop)) return false;
    const outcomes = await opened.outcomes(set, first, Math.min(batchSize, size - first));
    const next = first + outcomes.length;
    const steps = size === 0 ? stepCount : stepsAt(next) - stepsAt(first);
    const batch = { first, recordCount: outcomes.length, stepCount: steps, origin, outcomes };
    await evaluations.keepAnswers({ ...place, ...batch });
    turn.hasAsked = true;
    first = next;
    await piece.tell(null);
  } while (first < size);
  await piece.tell(wordsOf(key, set, (await evaluations.outcomesOf(place)) as Outcome[]));
  return true;
}

const wordsOf = (key: string, set: SetName, outcomes: readonly Outcome[]): string =>
  `${key} on ${set}: ${outcomes.filter(isExact).length} of ${outcomes.length} right on all three levels`;
