import type { GoldenReference } from '../../model/testing/golden-decoder.ts';
import { type Batch, unlabeled } from '../training/batch.ts';

/** Tokens that all rows begin with: to a step graph, their instruction. */
const instructionTokens = 2;

/** The right-padded batch of the reference, whose labels stand at the tokens themselves, -100 for none. */
export function goldenBatch({ right: { input_ids, attention_mask, labels } }: GoldenReference): Batch {
  const rows = input_ids.map((ids, r) => {
    const isText = (_: number, i: number): boolean => attention_mask[r]![i] === 1;
    const next = labels[r]!.filter(isText).map((label) => (label === -100 ? unlabeled : label));
    return {
      ids: ids.filter(isText).slice(instructionTokens),
      labels: [...next.slice(instructionTokens + 1), unlabeled],
    };
  });
  return { instruction: input_ids[0]!.slice(0, instructionTokens), rows };
}
