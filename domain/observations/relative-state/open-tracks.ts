import type { Reading } from '../reading.ts';
import type { Track } from '../track.ts';
import type { Observation } from './observation-row.ts';
import { type Refusal, TrackBuilder } from './track-builder.ts';

/** How much of a log is held at a time. */
export interface TrackLimits {
  /** Most states of one target; a fuller track gives away its older half. At least 4. */
  readonly statesPerTrack: number;
  /** Most states in all; beyond it the longest track gives away its older half. */
  readonly states: number;
  /** Most targets; beyond it the tenth that was not seen for longest is ended. */
  readonly targets: number;
}

/**
 * A track of 10,000 states is a week at one a minute.
 *
 * Memory: 32 MB of states, and for each target up to 4 kB of room and a few hundred bytes of names and facts, 50 MB in
 * all. No window has fewer than 50 states for want of room among the states: the longest track that is halved has 100.
 */
export const defaultLimits: TrackLimits = { statesPerTrack: 10_000, states: 500_000, targets: 10_000 };

/** A shorter track is not halved: two states must stay for the next row to be checked against. */
const leastToHalve = 4;

const none: Iterable<Reading<Track>> = [];

/** The targets of a log whose rows may go on, each with its track. */
export class OpenTracks {
  readonly #source: string;
  readonly #limits: TrackLimits;
  /** In the order in which the targets appeared. */
  readonly #builders = new Map<string, TrackBuilder>();
  #stateCount = 0;

  constructor(source: string, limits: TrackLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /**
   * Takes the next row; tells the rows that it settled to be wrong, and the tracks that had to make room. These are made
   * one by one as they are asked for, so that they never lie in memory together; ask before the next row is added.
   */
  add(observation: Observation): Iterable<Reading<Track>> {
    const builder = this.#builderOf(observation.targetId);
    const countBefore = builder.count;
    const refusals = builder.add(observation);
    this.#stateCount += builder.count - countBefore;
    const isOver = builder.count > this.#limits.statesPerTrack || this.#stateCount > this.#limits.states;
    if (refusals.length === 0 && !isOver && this.#builders.size <= this.#limits.targets) return none;
    return this.#tell(refusals, builder);
  }

  /** Ends every track. */
  *finish(): Generator<Reading<Track>> {
    for (const [targetId, builder] of this.#builders) yield* this.#end(targetId, builder);
  }

  #builderOf(targetId: string): TrackBuilder {
    let builder = this.#builders.get(targetId);
    if (builder === undefined) {
      builder = new TrackBuilder(targetId, this.#source);
      this.#builders.set(targetId, builder);
    }
    return builder;
  }

  *#tell(refusals: readonly Refusal[], latest: TrackBuilder): Generator<Reading<Track>> {
    for (const refusal of refusals) yield this.#rejected(refusal);
    yield* this.#makeRoom(latest);
  }

  *#makeRoom(latest: TrackBuilder): Generator<Reading<Track>> {
    if (latest.count > this.#limits.statesPerTrack) yield this.#takeOlderHalf(latest);
    while (this.#stateCount > this.#limits.states) {
      const longest = this.#longest();
      if (longest.count < leastToHalve) break;
      yield this.#takeOlderHalf(longest);
    }
    if (this.#builders.size <= this.#limits.targets) return;
    for (const [targetId, builder] of this.#longestUnseen()) yield* this.#end(targetId, builder);
  }

  #longest(): TrackBuilder {
    return [...this.#builders.values()].reduce((longest, other) => (other.count > longest.count ? other : longest));
  }

  #longestUnseen(): readonly (readonly [string, TrackBuilder])[] {
    const byLastLine = [...this.#builders].sort(([, a], [, b]) => a.lastLine - b.lastLine);
    return byLastLine.slice(0, Math.ceil(this.#limits.targets / 10));
  }

  #takeOlderHalf(builder: TrackBuilder): Reading<Track> {
    return this.#accepted(builder.takeOlderHalf());
  }

  *#end(targetId: string, builder: TrackBuilder): Generator<Reading<Track>> {
    this.#builders.delete(targetId);
    const { track, refusals } = builder.finish();
    for (const refusal of refusals) yield this.#rejected(refusal);
    yield this.#accepted(track);
  }

  #accepted(track: Track): Reading<Track> {
    this.#stateCount -= track.states.length;
    return { kind: 'accepted', line: track.states[0]!.line, value: track };
  }

  #rejected(refusal: Refusal): Reading<Track> {
    return { kind: 'rejected', rejection: { source: this.#source, ...refusal } };
  }
}
