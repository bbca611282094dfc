import type { Words } from '../http/words.ts';
import type { Status } from '../store/severity-rank.ts';

/** A status as pages show it: a shape, a word and a color, by the partial `status`. */
export interface StatusView {
  readonly status: Status;
  readonly word: string;
}

/** A status in words. */
export const statusView = (status: Status, words: Words): StatusView => ({
  status,
  word: words.term('severities', status),
});
