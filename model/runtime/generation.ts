/** Records that share an instruction, to be answered together. */
export interface GenerateRequest {
  readonly instruction: string;
  readonly records: readonly string[];
  readonly maxNewTokens: number;
}

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
}
