import { formatEpochUtc } from '../../time/epoch-utc.ts';
import type { Fault } from '../fault.ts';
import type { RelativeState, ReportedFacts, Track } from '../track.ts';
import type { Observation, OwnOrbit } from './observation-row.ts';
import { PackedStates } from './packed-states.ts';
import { findUnitConflict } from './unit-check.ts';

/** A refused row of one target. */
export interface Refusal extends Fault {
  readonly line: number;
}

const none: readonly Refusal[] = [];

/**
 * Gathers the rows of one target in the order of the log, refusing those that do not go with the others.
 *
 * When a row contradicts the one before it but goes with the one before that, either of the two may be wrong.
 * The newer waits as a rival, and the next row decides: one bad row, even the first, cannot cost the good ones after it.
 */
export class TrackBuilder {
  readonly #targetId: string;
  readonly #source: string;
  readonly #states = new PackedStates();
  #latest: RelativeState | undefined;
  #rival: Observation | undefined;
  #reported: ReportedFacts = {};
  #ownOrbit: OwnOrbit = {};
  #lastLine = 0;

  constructor(targetId: string, source: string) {
    this.#targetId = targetId;
    this.#source = source;
  }

  /** States held. */
  get count(): number {
    return this.#states.count;
  }

  /** Line of the last row, taken or not. */
  get lastLine(): number {
    return this.#lastLine;
  }

  /** Takes the next row; returns the rows that it settled to be wrong. */
  add(observation: Observation): readonly Refusal[] {
    const { state } = observation;
    this.#lastLine = state.line;
    const settled = this.#rival === undefined ? none : this.#settleRival(this.#rival, state);
    const fault = this.#findFault(state);
    if (fault === undefined) this.#accept(observation);
    else if (this.#mayBeRight(state)) this.#rival = observation;
    else return [...settled, { line: state.line, ...fault }];
    return settled;
  }

  /**
   * Gives away the older half of the states as a track; the newer half stays, so that later rows are checked as if
   * nothing had been given away.
   */
  takeOlderHalf(): Track {
    return this.#toTrack(this.#states.takeOldest(this.count >> 1));
  }

  /** Ends the track. A rival that no later row spoke for is refused. */
  finish(): { readonly track: Track; readonly refusals: readonly Refusal[] } {
    const refusals = this.#rival === undefined ? none : this.#refuse(this.#rival);
    return { track: this.#toTrack(this.#states.takeOldest(this.count)), refusals };
  }

  /** What is reported may come with any row; the latest report of each fact counts. */
  #accept({ state, reported, ownOrbit }: Observation): void {
    this.#states.push(state);
    this.#latest = state;
    this.#reported = updated(this.#reported, reported);
    this.#ownOrbit = updated(this.#ownOrbit, ownOrbit);
  }

  #settleRival(rival: Observation, next: RelativeState): readonly Refusal[] {
    const latest = this.#latest!;
    if (follows(latest, next) || !follows(rival.state, next)) return this.#refuse(rival);
    this.#states.pop();
    this.#rival = undefined;
    this.#accept(rival);
    return [{ line: latest.line, ...contradiction(rival.state, latest) }];
  }

  #refuse({ state }: Observation): readonly Refusal[] {
    this.#rival = undefined;
    const fault = this.#findFault(state);
    return fault ? [{ line: state.line, ...fault }] : none;
  }

  #findFault(state: RelativeState): Fault | undefined {
    const latest = this.#latest;
    if (latest === undefined || follows(latest, state)) return undefined;
    const twin = state.epochUtcMs > latest.epochUtcMs ? undefined : this.#states.atEpoch(state.epochUtcMs);
    return twin ? duplicateOf(twin) : contradiction(latest, state);
  }

  #mayBeRight(state: RelativeState): boolean {
    const earlier = this.#states.at(-2);
    return this.#latest?.epochUtcMs !== state.epochUtcMs && (earlier === undefined || follows(earlier, state));
  }

  #toTrack(states: RelativeState[]): Track {
    const track: Track = {
      kind: 'track',
      targetId: this.#targetId,
      source: this.#source,
      states,
      reported: this.#reported,
    };
    const isOwnOrbitKnown = Object.values(this.#ownOrbit).some((value) => value !== undefined);
    return isOwnOrbitKnown ? { ...track, context: { origin: 'observed', ...this.#ownOrbit } } : track;
  }
}

/** The older report where the newer one says nothing; the older object itself when nothing changes. */
function updated<Report extends object>(older: Report, newer: Report): Report {
  let result = older;
  for (const name in newer) {
    if (newer[name] !== undefined && newer[name] !== result[name]) result = { ...result, [name]: newer[name] };
  }
  return result;
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
