import type { Assessment } from '#domain';

/** How tokens were chosen. */
export interface Decoding {
  /** Greedy: at each place the likeliest token, so that the same question has the same answer. */
  readonly method: 'greedy';
  readonly maxAnswerTokens: number;
}

/** How an answer was made, as far as the assessment itself does not say. */
export interface AnswerMaking {
  /** Time the model took, a record's share of its batch, s; null where the answer to an equal record served again. */
  readonly seconds: number | null;
  readonly decoding: Decoding;
}

/** How the model is asked; the longest answer is the output limit of the paper. */
export const decoding: Decoding = { method: 'greedy', maxAnswerTokens: 128 };

const seconds = new WeakMap<Assessment, number>();

/** Notes beside an assessment how long its answer took; in it, equal answers would not be equal bytes. */
export function noteSeconds(assessment: Assessment, value: number): void {
  seconds.set(assessment, value);
}

/** How an assessment that was just made was made. */
export const makingOf = (assessment: Assessment): AnswerMaking => ({
  seconds: seconds.get(assessment) ?? null,
  decoding,
});
