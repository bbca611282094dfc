import { type Assessment, type Evidence, gatherEvidence } from '#domain';
import { AppError } from '#errors';
import type { EvidenceAssessor } from '../assess/evidence-assessor.ts';
import type { NewJob, Strategy } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { type TrackRange, trackTable } from '../store/track-table.ts';
import type { JobKind, JobOf, Piece } from './job-kind.ts';

/** What a classification is started with. */
interface ClassificationSettings {
  readonly strategy: Strategy;
}

type ClassificationJob = JobOf<ClassificationSettings>;

/** What the work needs. */
export interface ClassificationDeps {
  readonly store: Store;
  readonly assessor: EvidenceAssessor;
  now(): Date;
}

/** Tracks of one part; bounds the memory a log of many targets takes, and is a few seconds of the embedded model. */
const tracksPerPart = 64;

/** Tracks the model is asked about together; a page that asks the model itself waits for as many at most. */
const tracksPerQuestion = 16;

/** The classification of a log that is to be queued. */
export const classificationOf = (
  log: { readonly id: number; readonly name: string },
  strategy: Strategy,
  startedBy: string | null,
): NewJob => ({
  kind: 'classification',
  subject: log.name,
  settings: { strategy } satisfies ClassificationSettings,
  unit: 'target',
  logId: log.id,
  stepsTotal: null,
  startedBy,
});

/** Asks the model about each target of a log; a part is a range of its tracks. */
export function classificationKind(deps: ClassificationDeps): JobKind<ClassificationSettings, TrackRange> {
  const { store } = deps;
  return {
    name: 'classification',
    place: 'anywhere',
    async begin(job) {
      const pending = await store.tracks.pendingIds(job.id);
      const parts: TrackRange[] = [];
      for (let at = 0; at < pending.length; at += tracksPerPart) {
        const ids = pending.slice(at, at + tracksPerPart);
        parts.push({ firstId: ids[0]!, lastId: ids.at(-1)! });
      }
      const { done, total } = await store.tracks.progressOf(job.id);
      return { parts, stepsTotal: total, stepsDone: done };
    },
    async work(job, part, piece) {
      const pending = await store.tracks.pendingIds(job.id, part);
      for (let at = 0; at < pending.length; at += tracksPerQuestion) {
        // A batch is answered as a whole, so time is looked at between batches only, and each piece does one at least.
        if (piece.signal.aborted || (at > 0 && piece.mustStop)) return part;
        const evidences = await gatherBatch(deps, pending.slice(at, at + tracksPerQuestion), piece);
        await assessBatch(deps, job, evidences, piece);
      }
      return piece.signal.aborted ? part : null;
    },
    countDone: async (job, database) => (await trackTable(database).progressOf(job.id)).done,
    finish: async ({ logId }) => ({ result: { href: `/logs/${logId}` } }),
  };
}

/** The evidence of each track that has enough of it; of the others it is noted why not. */
async function gatherBatch(
  { store, now }: ClassificationDeps,
  trackIds: readonly number[],
  piece: Piece,
): Promise<Map<number, Evidence>> {
  const evidences = new Map<number, Evidence>();
  for (const trackId of trackIds) {
    await piece.giveWay();
    const record = await store.tracks.find(trackId);
    try {
      if (record) evidences.set(trackId, gatherEvidence(record.track));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await store.tracks.refuse(trackId, error, now());
      await piece.tell(`${record!.track.targetId}: not assessed. ${error.message}`);
    }
  }
  return evidences;
}

/** Keeps an assessment of each, until the piece is to stop. */
async function assessBatch(
  { store, assessor, now }: ClassificationDeps,
  job: ClassificationJob,
  evidences: ReadonlyMap<number, Evidence>,
  piece: Piece,
): Promise<void> {
  const waiting = [...evidences];
  for await (const assessment of assessor.assess([...evidences.values()], job.settings.strategy)) {
    const [trackId, evidence] = waiting.shift() ?? [];
    if (trackId === undefined || evidence?.targetId !== assessment.targetId) {
      throw new AppError(
        'server.assessment_out_of_order',
        `Expected the assessments in the order of the evidence, got ${assessment.targetId}.`,
      );
    }
    await piece.giveWay();
    const { isNew } = await store.assessments.insert(trackId, job.id, assessment, now());
    await piece.tell(wordsOf(assessment, isNew));
    if (piece.signal.aborted) return;
  }
}

function wordsOf({ targetId, motion, operation, task }: Assessment, isNew: boolean): string {
  const labels = [motion, operation, task].map(({ label }) => label ?? 'unreadable').join(', ');
  return `${targetId}: ${labels}${isNew ? '' : ' (known already)'}`;
}
