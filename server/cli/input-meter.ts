import { createHash } from 'node:crypto';

/** How far an input was read, and the hash of what was read: inputs with the same mark begin with the same bytes. */
export interface InputMark {
  readonly bytes: number;
  /** Of the bytes up to here, as they lie in the files. */
  readonly sha256: string;
  /** Whether that was all. */
  readonly isWhole: boolean;
}

const lineFeed = 0x0a;

/** Counts and hashes an input while it is read, and tells whether it begins as it did in an earlier run. */
export class InputMeter {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lines = 0;
  #isWhole = false;
  #earlier: InputMark | undefined;
  #isSame: boolean | undefined = true;

  /** Bytes read, as they lie in the files. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Lines read, of what was unpacked. */
  get lines(): number {
    return this.#lines;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Whether the input begins as it did for {@link compareWith}; undefined while too little of it was read to tell. */
  isSame(): boolean | undefined {
    return this.#isSame;
  }

  /** Names the mark of an earlier run, before anything is read. */
  compareWith(earlier: InputMark): void {
    this.#earlier = earlier;
    this.#isSame = undefined;
  }

  /** Takes the next bytes of the files. */
  take(bytes: Uint8Array): void {
    const untilEarlier = this.#isSame === undefined ? this.#earlier!.bytes - this.#bytes : Number.POSITIVE_INFINITY;
    if (bytes.length < untilEarlier) {
      this.#add(bytes);
      return;
    }
    this.#add(bytes.subarray(0, untilEarlier));
    this.#isSame = this.#sha256() === this.#earlier!.sha256;
    if (bytes.length > untilEarlier) this.#add(bytes.subarray(untilEarlier));
  }

  /** Counts the lines in unpacked bytes. */
  countLines(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) this.#lines += 1;
  }

  /** Told when nothing more will come. */
  end(): void {
    this.#isWhole = true;
    this.#isSame ??= false;
  }

  mark(): InputMark {
    return { bytes: this.#bytes, sha256: this.#sha256(), isWhole: this.#isWhole };
  }

  #add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    if (this.#earlier?.isWhole === true && this.#bytes > this.#earlier.bytes) this.#isSame = false;
  }

  #sha256(): string {
    return this.#hash.copy().digest('hex');
  }
}
