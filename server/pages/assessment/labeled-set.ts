import { type Evidence, type ReportedFacts, type Track, unknown, writeRelativeStateLog } from '#domain';
import type { Store } from '../../store/open-store.ts';
import type { CountingReview } from '../../store/review-rows.ts';

/** One observed target with the labels an analyst gave it, under a name of its own. */
export interface LabeledTarget {
  readonly name: string;
  readonly review: CountingReview;
}

/**
 * The reviews as a set to tune on: labels go by the name of a target, so a target that was reviewed in several windows has
 * the start of the window in its name.
 */
export function labeledSet(reviews: readonly CountingReview[]): readonly LabeledTarget[] {
  const counts = new Map<string, number>();
  for (const { targetId } of reviews) counts.set(targetId, (counts.get(targetId) ?? 0) + 1);
  return reviews.map((review) => {
    const { targetId, windowStartUtc, logId } = review;
    return { name: counts.get(targetId) === 1 ? targetId : `${targetId}@${windowStartUtc}/${logId}`, review };
  });
}

/** `{ target, motion, operation, task }` a line, as `noncoop tune --labels` reads it. */
export function* labelLines(set: readonly LabeledTarget[]): Generator<string> {
  for (const { name, review } of set) yield `${JSON.stringify({ target: name, ...review.labels })}\n`;
}

/** The observations of the same targets as a relative-state log, as `noncoop tune --data` reads it. */
export async function* logLines(store: Store, set: readonly LabeledTarget[]): AsyncGenerator<string> {
  for (const { name, review } of set) {
    const [trackRecord, record] = await Promise.all([
      store.tracks.find(review.trackId),
      store.assessments.find(review.assessmentId),
    ]);
    if (trackRecord && record)
      yield* writeRelativeStateLog([asTold(name, trackRecord.track, record.assessment.evidence)], 'jsonl');
  }
}

/** A track with everything the model was told of it as reported: a log of states has no room for light that was computed. */
function asTold(name: string, track: Track, { elements: { lighting } }: Evidence): Track {
  const light: ReportedFacts = lighting.text === unknown ? {} : { lighting: lighting.text };
  return { ...track, targetId: name, reported: { ...track.reported, ...light } };
}
