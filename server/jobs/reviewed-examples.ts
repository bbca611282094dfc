import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import type { Example, Strategy } from '#prompts';
import type { Store } from '../store/open-store.ts';
import { labeledExample } from '../tuning/labeled-example.ts';
import type { ReviewedExamples } from '../tuning/run-examples.ts';

/** More reviews than anybody signs. */
const everything = 1_000_000;

/**
 * The analysts' reviews as examples for a strategy: the evidence the model was asked about, with the labels of the review
 * that counts. The newest comes first.
 */
export async function reviewedExamples(store: Store, strategy: Strategy): Promise<ReviewedExamples> {
  const { rows } = await store.reviews.counting({}, { limit: everything, offset: 0 });
  const usable: Example[] = [];
  for (const { assessmentId, labels } of rows) {
    await turnOfEventLoop();
    const record = (await store.assessments.find(assessmentId))!;
    const { example, misled } = labeledExample(record.assessment.evidence, labels, strategy);
    if (misled.length === 0) usable.push(example);
  }
  return { usable, leftOut: rows.length - usable.length };
}

/**
 * Counts what there is to learn from, in all and by chain of thought, which has to look at every reviewed target; counted
 * anew only when there is another review.
 */
export function labelCounter(store: Store): () => Promise<{ readonly reviewed: number; readonly usableByCot: number }> {
  let known:
    | { readonly newest: number; readonly counts: Promise<{ reviewed: number; usableByCot: number }> }
    | undefined;
  return async () => {
    const { rows, matching } = await store.reviews.counting({}, { limit: 1, offset: 0 });
    const newest = rows[0]?.id ?? 0;
    if (known?.newest !== newest) {
      const counts = reviewedExamples(store, 'cot').then(({ usable }) => ({
        reviewed: matching,
        usableByCot: usable.length,
      }));
      known = { newest, counts };
      counts.catch(() => {
        known = undefined;
      });
    }
    return known!.counts;
  };
}
