/** Records that share an instruction, to be answered together. */
export interface GenerateRequest {
  readonly instruction: string;
  readonly records: readonly string[];
  readonly maxNewTokens: number;
  /**
   * All answers there are, when they can be listed: the likeliest of them is chosen token by token, what has to follow is
   * taken without being asked for, and no other answer can come. Left out, anything may be written.
   */
  readonly answers?: readonly string[];
}

/** An answer on its way. */
export interface PartOfAnswer {
  /** Place of its record in the request. */
  readonly record: number;
  /** What the model has written so far. */
  readonly written: string;
}

/**
 * Guesses whole answers. Good guesses save time, as many tokens are then checked at once; no guess changes an answer. Asked
 * before the first token, and again for answers that have left the last guess.
 */
export type Guesser = (parts: readonly PartOfAnswer[]) => readonly string[];

/** A generated token and what else might have stood there. */
export interface TokenStep {
  readonly text: string;
  /** Probability the model gave it. */
  readonly probability: number;
  /** The likeliest tokens at this place, likeliest first, this one among them. */
  readonly top: readonly { readonly text: string; readonly probability: number }[];
}

/** The model's answer to one record. */
export interface Generation {
  readonly text: string;
  readonly steps: readonly TokenStep[];
  /** Tokens of instruction and record, without the prefix. */
  readonly promptTokens: number;
  /** `length` when the answer was cut at `maxNewTokens`. */
  readonly finish: 'stop' | 'length';
  /** Times the decoder was run for this answer: once for each token that had not been guessed, or more. */
  readonly runs: number;
}
