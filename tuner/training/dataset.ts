import { createHash } from 'node:crypto';
import { createRandom } from '#domain';
import { AppError } from '#errors';
import type { ModelFolder } from '#model';
import type { Example } from '#prompts';
import { type Batch, type BatchRow, rowOf } from './batch.ts';
import { bucketByLength } from './length-buckets.ts';

/** Examples as tokens: the instruction all share, and a row each for record and answer. */
export interface Dataset {
  readonly instruction: readonly number[];
  readonly rows: readonly BatchRow[];
}

/** Digest of every token and label, hexadecimal. */
export function digestOf(dataset: Dataset): string {
  return createHash('sha256').update(JSON.stringify(dataset)).digest('hex');
}

/**
 * Turns examples into tokens.
 *
 * @param virtualTokens  P: positions that stand before the text
 * @throws AppError `tuner.no_examples`, `tuner.example_too_long`
 */
export function encodeExamples(
  examples: readonly Example[],
  { tokenizer, eosId, maxPositions }: ModelFolder,
  virtualTokens: number,
): Dataset {
  const [first] = examples;
  if (!first) throw new AppError('tuner.no_examples', 'expected at least one example to learn from, got none');
  const instruction = [...tokenizer.startIds, ...tokenizer.encode(first.instruction)];
  const rows = examples.map((example, i) => {
    if (example.instruction !== first.instruction)
      throw new TypeError(`expected example ${i} to share the instruction of the first`);
    const record = tokenizer.encode(example.record);
    const answer = [...tokenizer.encode(example.answer), eosId];
    const [text, room] = [instruction.length + record.length + answer.length, maxPositions - virtualTokens];
    if (text > room) {
      throw new AppError(
        'tuner.example_too_long',
        `example ${i}: expected at most ${room} tokens of prompt and answer behind ${virtualTokens} virtual ones, got ${text}`,
      );
    }
    return rowOf(record, answer);
  });
  return { instruction, rows };
}

/** Endless batches from step `firstStep` on, in epochs of fresh order; each depends on the seed and its place alone. */
export function* trainingBatches(
  { instruction, rows }: Dataset,
  batchSize: number,
  seed: number,
  firstStep: number,
): Generator<Batch> {
  const random = createRandom(seed).fork('batches');
  const perEpoch = Math.ceil(rows.length / batchSize);
  for (let epoch = Math.floor(firstStep / perEpoch); ; epoch += 1) {
    const batches = bucketByLength(rows, batchSize, (row) => row.ids.length, random.fork(`epoch ${epoch}`));
    for (const batch of batches.slice(Math.max(0, firstStep - epoch * perEpoch))) yield { instruction, rows: batch };
  }
}

/** All rows once, in order. */
export function inBatches({ instruction, rows }: Dataset, batchSize: number): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, i) => ({
    instruction,
    rows: rows.slice(i * batchSize, (i + 1) * batchSize),
  }));
}
