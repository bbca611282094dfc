import { detached } from '../text/detached.ts';

/** Texts remembered at a time; a log has a few per target. */
const mostTexts = 10_000;

const utf8 = new TextEncoder();

/** NUL, which databases refuse, and halves of surrogate pairs, which are no text. */
const notText = /[\0\p{Cs}]/u;

/**
 * Checks the few texts that the rows of a log repeat, each once, and keeps one copy of each, so that a track does not
 * hold on to the lines it was read from.
 */
export class WordPool {
  /** Longest text, UTF-8. */
  readonly maxBytes: number;
  readonly #copies = new Map<string, string>();

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The copy of a text; undefined when it is too long or no text. */
  take(text: string): string | undefined {
    const known = this.#copies.get(text);
    if (known !== undefined) return known;
    if (this.isTooLong(text) || notText.test(text)) return undefined;
    if (this.#copies.size >= mostTexts) this.#copies.clear();
    const copy = detached(text);
    this.#copies.set(copy, copy);
    return copy;
  }

  isTooLong(text: string): boolean {
    return text.length > this.maxBytes || utf8.encode(text).length > this.maxBytes;
  }
}
