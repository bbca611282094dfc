import { formatEpochUtc } from '../../time/epoch-utc.ts';
import type { TimeWindow } from '../../time/time-window.ts';
import type { Fault } from '../fault.ts';
import type { EphemerisCovariance, EphemerisSegment } from './ephemeris-segment.ts';
import type { CovarianceRecord, StateRecord } from './oem-record.ts';
import { readCovariance } from './read-covariance.ts';
import { readState } from './read-state.ts';
import type { SegmentMetadata } from './segment-metadata.ts';
import { type Refusal, StateSequence } from './state-sequence.ts';

/** Numbers after an epoch: position and velocity, with or without acceleration. */
const columnCounts = { plain: [6], accelerated: [6, 9] } as const;

/** What a segment came to: the segment, if it can be used, and the lines that were refused at its end. */
export interface FinishedSegment {
  readonly segment: EphemerisSegment | undefined;
  readonly refusals: readonly Refusal[];
  /** An oddity that cost nothing. */
  readonly warning: Fault | undefined;
}

/** A segment whose states are being read. */
export class OpenSegment {
  readonly #line: number;
  readonly #source: string;
  readonly #metadata: SegmentMetadata;
  readonly #isVersion1: boolean;
  readonly #sequence = new StateSequence();
  readonly #covariances: EphemerisCovariance[] = [];
  readonly #covarianceLines: number[] = [];

  /** @param isVersion1  version 1.0 has neither accelerations nor covariances */
  constructor(line: number, source: string, metadata: SegmentMetadata, isVersion1: boolean) {
    this.#line = line;
    this.#source = source;
    this.#metadata = metadata;
    this.#isVersion1 = isVersion1;
  }

  get objectId(): string {
    return this.#metadata.objectId;
  }

  addState(record: StateRecord): readonly Refusal[] {
    const state = readState(record, this.#metadata, columnCounts[this.#isVersion1 ? 'plain' : 'accelerated']);
    return 'code' in state ? [{ line: record.line, ...state }] : this.#sequence.add(state);
  }

  addCovariance(record: CovarianceRecord): readonly Refusal[] {
    const { line } = record;
    if (this.#isVersion1) {
      return [{ line, code: 'domain.unsupported', message: 'expected no covariance in version 1.0, got one' }];
    }
    const covariance = readCovariance(record, this.#metadata);
    if ('code' in covariance) return [{ line, ...covariance }];
    const latest = this.#covariances.at(-1);
    if (latest && covariance.epochUtcMs <= latest.epochUtcMs) {
      const message = `expected a covariance after ${formatEpochUtc(latest.epochUtcMs)}, got ${formatEpochUtc(covariance.epochUtcMs)}`;
      return [{ line, code: 'domain.time_backwards', message }];
    }
    this.#covariances.push(covariance);
    this.#covarianceLines.push(line);
    return [];
  }

  /**
   * Ends the segment. One that cannot be used costs all that it held.
   *
   * @param earlier  usable window of the segment of this object before, if there was one
   */
  finish(earlier: TimeWindow | undefined): FinishedSegment {
    const refusals = this.#sequence.finish();
    const [first, last] = [this.#sequence.states[0], this.#sequence.states.at(-1)];
    if (!first || !last) {
      return this.#refuseAll(refusals, {
        code: 'domain.empty_segment',
        message: 'expected at least one state that can be used in the segment, got none',
      });
    }
    const usableWindow = this.#metadata.usableWindow ?? { startUtcMs: first.epochUtcMs, endUtcMs: last.epochUtcMs };
    const overlap = earlier && findOverlap(earlier, usableWindow);
    if (overlap?.isContradiction) return this.#refuseAll(refusals, overlap);
    return { segment: this.#segmentWithin(usableWindow), refusals, warning: overlap };
  }

  #segmentWithin(usableWindow: TimeWindow): EphemerisSegment {
    const { objectName, objectId, frame, timeSystem, interpolation } = this.#metadata;
    return {
      kind: 'ephemeris segment',
      source: this.#source,
      line: this.#line,
      objectName,
      objectId,
      frame,
      timeSystem,
      usableWindow,
      interpolation,
      states: this.#sequence.states,
      covariances: this.#covariances,
    };
  }

  #refuseAll(refusals: readonly Refusal[], { code, message }: Fault): FinishedSegment {
    const lines = [...this.#sequence.states.map(({ line }) => line), ...this.#covarianceLines];
    const held = lines.map((line) => ofRefusedSegment(line, this.#line));
    return {
      segment: undefined,
      refusals: [...refusals, { line: this.#line, code, message }, ...held],
      warning: undefined,
    };
  }
}

/** Refusal of a state or covariance whose segment is refused. */
export const ofRefusedSegment = (line: number, segmentLine: number): Refusal => ({
  line,
  code: 'domain.unusable_segment',
  message: `expected a segment that can be used, got one that was refused in line ${segmentLine}`,
});

/**
 * Useable times of segments of one object meet in one instant at most. One that begins within another takes over there,
 * as after a maneuver; one that begins before another and runs into it says two things of the same time.
 *
 * @source CCSDS 502.0-B-3, section 5.2.4.4
 */
function findOverlap(
  earlier: TimeWindow,
  later: TimeWindow,
): (Fault & { readonly isContradiction: boolean }) | undefined {
  if (later.startUtcMs >= earlier.endUtcMs || later.endUtcMs <= earlier.startUtcMs) return undefined;
  const [end, start] = [formatEpochUtc(earlier.endUtcMs), formatEpochUtc(later.startUtcMs)];
  return {
    code: 'domain.overlapping_segment',
    message: `expected the segment to begin at ${end}, where the one before ends, or later, got ${start}`,
    isContradiction: later.startUtcMs <= earlier.startUtcMs,
  };
}
