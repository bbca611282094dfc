import { formatEpochUtc } from '../../time/epoch-utc.ts';
import type { RelativeState, ReportedFacts, Track } from '../track.ts';
import type { Fault, Observation } from './observation-row.ts';
import { findUnitConflict } from './unit-check.ts';

/** A refused row of one target. */
export interface Refusal extends Fault {
  readonly line: number;
}

/**
 * Gathers the rows of one target in the order of the log, refusing those that do not go with the others.
 *
 * When a row contradicts the one before it but goes with the one before that, either of the two may be wrong.
 * The newer waits as a rival, and the next row decides: one bad row, even the first, cannot cost the good ones after it.
 */
export class TrackBuilder {
  readonly #targetId: string;
  readonly #source: string;
  readonly #states: RelativeState[] = [];
  #reported: ReportedFacts = {};
  #rival: Observation | undefined;

  constructor(targetId: string, source: string) {
    this.#targetId = targetId;
    this.#source = source;
  }

  /** Takes the next row; returns the rows that it settled to be wrong. */
  add(observation: Observation): readonly Refusal[] {
    const refusals = this.#settleRival(observation.state);
    const fault = this.#findFault(observation.state);
    if (fault === undefined) this.#accept(observation);
    else if (this.#mayBeRight(observation.state)) this.#rival = observation;
    else refusals.push({ line: observation.state.line, ...fault });
    return refusals;
  }

  /** Ends the track. A rival that no later row spoke for is refused. */
  finish(): { readonly track: Track; readonly refusals: readonly Refusal[] } {
    const refusals = this.#refuseRival();
    const track: Track = {
      kind: 'track',
      targetId: this.#targetId,
      source: this.#source,
      states: this.#states,
      reported: this.#reported,
    };
    return { track, refusals };
  }

  /** Facts may come with any row; the latest report of each counts. */
  #accept({ state, reported }: Observation): void {
    this.#states.push(state);
    const known = Object.entries(reported).filter(([, words]) => words !== undefined);
    if (known.length > 0) this.#reported = { ...this.#reported, ...Object.fromEntries(known) };
  }

  #settleRival(next: RelativeState): Refusal[] {
    const rival = this.#rival;
    const latest = this.#states.at(-1);
    const nextTakesRivalsSide = rival && latest && !follows(latest, next) && follows(rival.state, next);
    if (!nextTakesRivalsSide) return this.#refuseRival();

    this.#states.pop();
    this.#rival = undefined;
    this.#accept(rival);
    return [{ line: latest.line, ...contradiction(rival.state, latest) }];
  }

  #refuseRival(): Refusal[] {
    const state = this.#rival?.state;
    this.#rival = undefined;
    const fault = state && this.#findFault(state);
    return fault ? [{ line: state.line, ...fault }] : [];
  }

  #findFault(state: RelativeState): Fault | undefined {
    const latest = this.#states.at(-1);
    if (latest === undefined || follows(latest, state)) return undefined;
    const twin = state.epochUtcMs > latest.epochUtcMs ? undefined : stateAtEpoch(this.#states, state.epochUtcMs);
    return twin ? duplicateOf(twin) : contradiction(latest, state);
  }

  #mayBeRight(state: RelativeState): boolean {
    const latest = this.#states.at(-1);
    const earlier = this.#states.at(-2);
    return latest?.epochUtcMs !== state.epochUtcMs && (earlier === undefined || follows(earlier, state));
  }
}

/** Whether a state may come right after another. */
function follows(before: RelativeState, after: RelativeState): boolean {
  return after.epochUtcMs > before.epochUtcMs && findUnitConflict(before, after) === undefined;
}

/** What is wrong with a state beside one that is taken as right. */
function contradiction(right: RelativeState, wrong: RelativeState): Fault {
  const unit = findUnitConflict(right, wrong);
  if (unit !== undefined) return { code: 'domain.wrong_unit', message: unit };
  const side = wrong.line > right.line ? 'after' : 'before';
  return {
    code: 'domain.time_backwards',
    message: `expected an epoch ${side} ${epochAndLine(right)}, got ${formatEpochUtc(wrong.epochUtcMs)}`,
  };
}

function duplicateOf(twin: RelativeState): Fault {
  return {
    code: 'domain.duplicate_epoch',
    message: `expected one row per epoch and target, got a second for ${epochAndLine(twin)}; the first was kept`,
  };
}

const epochAndLine = ({ epochUtcMs, line }: RelativeState) => `${formatEpochUtc(epochUtcMs)} (line ${line})`;

/** Finds by halving; the states are in order of epoch. */
function stateAtEpoch(states: readonly RelativeState[], epochUtcMs: number): RelativeState | undefined {
  let low = 0;
  let high = states.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (states[middle]!.epochUtcMs < epochUtcMs) low = middle + 1;
    else high = middle;
  }
  const found = states[low];
  return found?.epochUtcMs === epochUtcMs ? found : undefined;
}
