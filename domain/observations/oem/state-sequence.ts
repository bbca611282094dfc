import { formatEpochUtc } from '../../time/epoch-utc.ts';
import type { Fault } from '../fault.ts';
import type { EphemerisState } from './ephemeris-segment.ts';

/** A refused line. */
export interface Refusal extends Fault {
  readonly line: number;
}

/**
 * The states of a segment, each later than the one before.
 *
 * When a state steps back, it or the one before it may have the wrong epoch. It waits as a rival, and the next state
 * decides: one bad epoch, even the first, cannot cost the good states after it.
 */
export class StateSequence {
  readonly states: EphemerisState[] = [];
  #rival: EphemerisState | undefined;

  /** Takes the next state; returns the lines that it settled to be wrong. */
  add(state: EphemerisState): readonly Refusal[] {
    const latest = this.states.at(-1);
    if (this.#rival === undefined && (latest === undefined || state.epochUtcMs > latest.epochUtcMs)) {
      this.states.push(state);
      return nothing;
    }
    const refusals = this.#settleRival(state);
    const last = this.states.at(-1);
    const earlier = this.states.at(-2);
    if (last === undefined || state.epochUtcMs > last.epochUtcMs) this.states.push(state);
    else if (state.epochUtcMs === last.epochUtcMs) refusals.push(duplicate(state, last));
    else if (earlier === undefined || state.epochUtcMs > earlier.epochUtcMs) this.#rival = state;
    else refusals.push(state.epochUtcMs === earlier.epochUtcMs ? duplicate(state, earlier) : backward(state, last));
    return refusals;
  }

  /** Ends the segment; a rival that no later state spoke for is refused. */
  finish(): readonly Refusal[] {
    const rival = this.#rival;
    this.#rival = undefined;
    return rival ? [backward(rival, this.states.at(-1)!)] : [];
  }

  #settleRival(next: EphemerisState): Refusal[] {
    const rival = this.#rival;
    const latest = this.states.at(-1);
    if (rival === undefined || latest === undefined) return [];
    const nextTakesRivalsSide = next.epochUtcMs < latest.epochUtcMs && next.epochUtcMs > rival.epochUtcMs;
    if (!nextTakesRivalsSide) return [...this.finish()];
    this.states.pop();
    this.states.push(rival);
    this.#rival = undefined;
    return [forward(latest, rival)];
  }
}

const nothing: readonly Refusal[] = [];

const duplicate = (state: EphemerisState, first: EphemerisState): Refusal => ({
  line: state.line,
  code: 'domain.duplicate_epoch',
  message: `expected one state per epoch, got a second for ${epochAndLine(first)}; the first was kept`,
});

const backward = (state: EphemerisState, latest: EphemerisState): Refusal => ({
  line: state.line,
  code: 'domain.time_backwards',
  message: `expected an epoch after ${epochAndLine(latest)}, got ${formatEpochUtc(state.epochUtcMs)}`,
});

const forward = (state: EphemerisState, next: EphemerisState): Refusal => ({
  line: state.line,
  code: 'domain.time_backwards',
  message: `expected an epoch before ${epochAndLine(next)}, got ${formatEpochUtc(state.epochUtcMs)}`,
});

const epochAndLine = ({ epochUtcMs, line }: EphemerisState) => `${formatEpochUtc(epochUtcMs)} (line ${line})`;
