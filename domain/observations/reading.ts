/** A record that was refused, and why; as a warning, an oddity that cost nothing. */
export interface Rejection {
  readonly source: string;
  /** Line the record begins on, counted from 1. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/**
 * What a reader yields, in the order of the file: a record that was taken, one that was refused, or a warning.
 * Readers never throw for a record; taken and refused together are all there were.
 */
export type Reading<T> =
  | { readonly kind: 'accepted'; readonly line: number; readonly value: T }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'warning'; readonly warning: Rejection };

/** Bytes or text of a file, in order. */
export type Chunks = AsyncIterable<Uint8Array | string>;
