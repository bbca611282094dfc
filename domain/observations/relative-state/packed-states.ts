import type { RelativeState } from '../track.ts';

/** Numbers of a state: line, epoch (ms), position R T N (km), velocity R T N (km/s). */
const width = 8;

/** States of a page; a list has room for less than a page more than it holds, at each end. */
const pageStates = 32;

/** A list of states, 64 bytes each where an object takes several hundred. Grows at its end and shrinks at both. */
export class PackedStates {
  readonly #pages: Float64Array[] = [];
  /** States of the first page that are no longer in the list. */
  #gone = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push({ line, epochUtcMs, positionRtnKm, velocityRtnKmPerS }: RelativeState): void {
    const place = this.#gone + this.#count;
    if (place === this.#pages.length * pageStates) this.#pages.push(new Float64Array(pageStates * width));
    const page = this.#pageOf(place);
    const at = (place % pageStates) * width;
    page[at] = line;
    page[at + 1] = epochUtcMs;
    page[at + 2] = positionRtnKm[0];
    page[at + 3] = positionRtnKm[1];
    page[at + 4] = positionRtnKm[2];
    page[at + 5] = velocityRtnKmPerS[0];
    page[at + 6] = velocityRtnKmPerS[1];
    page[at + 7] = velocityRtnKmPerS[2];
    this.#count += 1;
  }

  /** Removes the last state. */
  pop(): void {
    this.#count -= 1;
  }

  /** The state at an index, counted from the end when below 0; undefined where there is none. */
  at(index: number): RelativeState | undefined {
    const inside = index < 0 ? this.#count + index : index;
    if (inside < 0 || inside >= this.#count) return undefined;
    const place = this.#gone + inside;
    const page = this.#pageOf(place);
    const at = (place % pageStates) * width;
    return {
      epochUtcMs: page[at + 1]!,
      positionRtnKm: [page[at + 2]!, page[at + 3]!, page[at + 4]!],
      velocityRtnKmPerS: [page[at + 5]!, page[at + 6]!, page[at + 7]!],
      line: page[at]!,
    };
  }

  /** Finds by halving the state of an epoch; the states must be in order of epoch. */
  atEpoch(epochUtcMs: number): RelativeState | undefined {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle)!.epochUtcMs < epochUtcMs) low = middle + 1;
      else high = middle;
    }
    const found = this.at(low);
    return found?.epochUtcMs === epochUtcMs ? found : undefined;
  }

  /** Removes the oldest states, and the pages they filled, and returns them. */
  takeOldest(count: number): RelativeState[] {
    const taken = Array.from({ length: count }, (_, index) => this.at(index)!);
    this.#count -= count;
    this.#gone += count;
    this.#pages.splice(0, Math.floor(this.#gone / pageStates));
    this.#gone %= pageStates;
    return taken;
  }

  #pageOf(place: number): Float64Array {
    return this.#pages[Math.floor(place / pageStates)]!;
  }
}
