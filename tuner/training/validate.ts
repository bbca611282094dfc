import type { Feeds, Session } from '#model';
import { batchFeeds, unlabeled, type VirtualTokens } from './batch.ts';
import { type Dataset, inBatches } from './dataset.ts';

export interface Validation {
  /** Mean over answer tokens, float32. */
  readonly loss: number;
  /**
   * Share of examples whose every answer token is the likeliest after the right ones before it, which is to say:
   * whose greedy answer is the reference to the letter.
   */
  readonly exactMatch: number;
}

const validationBatchSize = 32;

/**
 * Measures what is learned on held-out examples, with the forward part of the step graph.
 *
 * @param learned  the trained tensors, and the extra inputs of their placement
 */
export async function validate(
  session: Session,
  learned: Feeds,
  virtualTokens: VirtualTokens,
  dataset: Dataset,
): Promise<Validation> {
  let lossSum = 0;
  let labelCount = 0;
  let exact = 0;
  for (const batch of inBatches(dataset, validationBatchSize)) {
    const results = await session.run({ ...batchFeeds(batch, virtualTokens), ...learned });
    const hits = results.hits?.data as BigInt64Array;
    lossSum += Number(results.loss?.data[0]) * hits.length;
    labelCount += hits.length;
    let at = 0;
    for (const row of batch.rows) {
      const labels = row.labels.filter((label) => label !== unlabeled).length;
      if (hits.subarray(at, at + labels).every((hit) => hit === 1n)) exact += 1;
      at += labels;
    }
  }
  return { loss: Math.fround(lossSum / labelCount), exactMatch: exact / dataset.rows.length };
}
