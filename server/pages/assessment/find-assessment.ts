import { notFound } from '../../http/statuses.ts';
import type { AssessmentRecord } from '../../store/assessment-rows.ts';
import type { LogRecord } from '../../store/log-rows.ts';
import type { Store } from '../../store/open-store.ts';
import type { TrackRecord } from '../../store/track-rows.ts';

/** An assessment with what it was made of. */
export interface FoundAssessment {
  readonly record: AssessmentRecord;
  readonly trackRecord: TrackRecord;
  readonly log: LogRecord;
}

/**
 * Finds an assessment by the number in its address.
 *
 * @param id  as the address has it
 * @throws AppError `server.not_found`
 */
export async function findAssessment(store: Store, id: number, told: string): Promise<FoundAssessment> {
  const record = id > 0 ? await store.assessments.find(id) : undefined;
  const trackRecord = record && (await store.tracks.find(record.trackId));
  const log = trackRecord && (await store.logs.find(trackRecord.logId));
  if (!record || !trackRecord || !log)
    throw notFound('error.noAssessmentAt', { id: told }, 'error.noAssessmentAt.hint');
  return { record, trackRecord, log };
}

/** Address of an assessment, or of a page under it. */
export const assessmentAddress = (id: number, page = ''): string => `/assessments/${id}${page && `/${page}`}`;
