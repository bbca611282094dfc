import { type Evidence, gatherEvidence } from '#domain';
import { AppError } from '#errors';
import { notFound } from '../http/statuses.ts';
import type { AssessmentRecord, AssessmentSummary } from '../store/assessment-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { TrackRecord } from '../store/track-rows.ts';

/** What an address of a target means. */
export interface FoundTarget {
  readonly targetId: string;
  readonly trackRecord: TrackRecord;
  /** Undefined while nothing has assessed the track. */
  readonly record: AssessmentRecord | undefined;
  /** Every assessment of the target, the latest observation first. */
  readonly assessments: readonly AssessmentSummary[];
  /** That of the assessment, or gathered anew; null when the states are too few. */
  readonly evidence: Evidence | null;
}

/**
 * Finds a target at its last observation.
 *
 * @param assessmentId  pins one of several assessments; without it the newest of the last observation is meant
 * @throws AppError `server.not_found` when there is no such target or assessment
 */
export async function findTarget(
  store: Store,
  targetId: string,
  assessmentId: number | undefined,
): Promise<FoundTarget> {
  const assessments = await store.assessments.summariesOf(targetId);
  const pinned = assessments.find(({ id }) => id === assessmentId);
  if (assessmentId !== undefined && !pinned)
    throw notFound('error.noAssessment', { id: assessmentId, target: targetId });
  const trackRecord = pinned ? await store.tracks.find(pinned.trackId) : await store.tracks.latestOf(targetId);
  if (!trackRecord) throw notFound('error.noTarget', { target: targetId });
  const meant = pinned ?? assessments.find(({ trackId }) => trackId === trackRecord.id);
  const record = meant && (await store.assessments.find(meant.id));
  const evidence = record?.assessment.evidence ?? evidenceOrNull(trackRecord);
  return { targetId, trackRecord, record, assessments, evidence };
}

/** The evidence of a track that nothing has assessed; null when it is too little. */
function evidenceOrNull({ track }: TrackRecord): Evidence | null {
  try {
    return gatherEvidence(track);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
