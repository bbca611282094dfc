import type { ReferenceFrame } from '../../frames/reference-frame.ts';
import { parseCcsdsEpoch, type TimeSystem } from '../../time/ccsds-epoch.ts';
import { formatEpochUtc } from '../../time/epoch-utc.ts';
import type { TimeWindow } from '../../time/time-window.ts';
import { type Fault, shown } from '../fault.ts';
import { toEphemerisFrame } from './ephemeris-frame.ts';
import type { EphemerisSegment } from './ephemeris-segment.ts';
import { type MetadataBlock, mandatoryKeywords } from './oem-record.ts';

/** What a metadata block says that can be used. */
export interface SegmentMetadata {
  readonly objectName: string;
  readonly objectId: string;
  readonly frame: ReferenceFrame;
  readonly timeSystem: TimeSystem;
  /** START_TIME to STOP_TIME. */
  readonly totalWindow: TimeWindow;
  /** Undefined when the block does not say. */
  readonly usableWindow: TimeWindow | undefined;
  readonly interpolation: EphemerisSegment['interpolation'];
}

/** Bounds are often rounded to the second while the states are not. */
export const boundToleranceMs = 1000;

/** No ephemeris is interpolated with more; larger degrees are slips. */
const highestDegree = 99;

const timeSystems: readonly TimeSystem[] = ['UTC', 'TAI', 'TT', 'GPS'];

/**
 * Judges a metadata block; all its faults are told at once.
 *
 * @param fixedTimeSystem  TIME_SYSTEM of the message's first segment, which holds for all of them
 * @source CCSDS 502.0-B-3, table 5-3 and section 5.2.4.5
 */
export function readMetadata(
  block: MetadataBlock,
  fixedTimeSystem: string | undefined,
): SegmentMetadata | readonly Fault[] {
  const reader = new BlockReader(block);
  reader.checkKeywords();
  reader.checkCenter();
  const frame = reader.frame();
  const timeSystem = reader.timeSystem(fixedTimeSystem);
  const startUtcMs = reader.epoch('START_TIME', timeSystem);
  const endUtcMs = reader.epoch('STOP_TIME', timeSystem);
  const usableStartUtcMs = reader.epoch('USEABLE_START_TIME', timeSystem);
  const usableEndUtcMs = reader.epoch('USEABLE_STOP_TIME', timeSystem);
  const totalWindow = reader.window('START_TIME', startUtcMs, 'STOP_TIME', endUtcMs);
  const usableWindow = reader.window('USEABLE_START_TIME', usableStartUtcMs, 'USEABLE_STOP_TIME', usableEndUtcMs);
  reader.checkUsable(totalWindow, usableWindow);
  const interpolation = reader.interpolation();
  if (reader.faults.length > 0 || !frame || !timeSystem || !totalWindow) return reader.faults;
  const { OBJECT_NAME: objectName = '', OBJECT_ID: objectId = '' } = Object.fromEntries(block.values);
  return { objectName, objectId, frame, timeSystem, totalWindow, usableWindow, interpolation };
}

/** Reads the values of a block and keeps what is wrong with them. */
class BlockReader {
  readonly faults: Fault[] = [];
  readonly #block: MetadataBlock;

  constructor(block: MetadataBlock) {
    this.#block = block;
  }

  checkKeywords(): void {
    for (const keyword of mandatoryKeywords) {
      if (this.#value(keyword) === undefined) {
        this.#refuse('domain.missing_field', `expected a value for ${keyword}, got none`);
      }
    }
    for (const keyword of this.#block.repeated) {
      this.#refuse('domain.repeated_keyword', `expected one ${keyword}, got a second`);
    }
  }

  checkCenter(): void {
    const center = this.#value('CENTER_NAME');
    if (center === undefined || center.toUpperCase() === 'EARTH') return;
    this.#refuse('domain.unsupported', `expected CENTER_NAME EARTH, got ${shown(center)}`);
  }

  frame(): ReferenceFrame | undefined {
    const name = this.#value('REF_FRAME');
    const frame = name === undefined ? undefined : toEphemerisFrame(name);
    if (name !== undefined && frame === undefined) {
      this.#refuse('domain.unsupported', `expected REF_FRAME EME2000, GCRF, ICRF, ITRF or TEME, got ${shown(name)}`);
    }
    if (frame === 'TEME' && this.#value('REF_FRAME_EPOCH') !== undefined) {
      this.#refuse('domain.unsupported', 'expected TEME of date, got TEME of the epoch in REF_FRAME_EPOCH');
    }
    return frame;
  }

  timeSystem(fixed: string | undefined): TimeSystem | undefined {
    const name = this.#value('TIME_SYSTEM');
    if (name === undefined) return undefined;
    const system = timeSystems.find((known) => known === name.toUpperCase());
    if (system === undefined) {
      this.#refuse('domain.unsupported', `expected TIME_SYSTEM UTC, TAI, TT or GPS, got ${shown(name)}`);
    }
    if (fixed !== undefined && fixed.toUpperCase() !== name.toUpperCase()) {
      const message = `expected TIME_SYSTEM ${shown(fixed)} as in the first segment, got ${shown(name)}`;
      this.#refuse('domain.contradictory_metadata', message);
    }
    return system;
  }

  epoch(keyword: string, system: TimeSystem | undefined): number | undefined {
    const text = this.#value(keyword);
    if (text === undefined || system === undefined) return undefined;
    const epochUtcMs = parseCcsdsEpoch(text, system);
    if (epochUtcMs === undefined) {
      this.#refuse('domain.bad_epoch', `expected ${keyword} as an epoch in ${system}, got ${shown(text)}`);
    }
    return epochUtcMs;
  }

  window(
    startKeyword: string,
    startUtcMs: number | undefined,
    endKeyword: string,
    endUtcMs: number | undefined,
  ): TimeWindow | undefined {
    if (startUtcMs === undefined || endUtcMs === undefined) return undefined;
    if (startUtcMs <= endUtcMs) return { startUtcMs, endUtcMs };
    const message = `expected ${startKeyword} before ${endKeyword}, got it ${(startUtcMs - endUtcMs) / 1000} s after`;
    this.#refuse('domain.contradictory_metadata', message);
    return undefined;
  }

  checkUsable(total: TimeWindow | undefined, usable: TimeWindow | undefined): void {
    const given = ['USEABLE_START_TIME', 'USEABLE_STOP_TIME'].filter((keyword) => this.#value(keyword) !== undefined);
    if (given.length === 1) {
      const message = `expected USEABLE_START_TIME and USEABLE_STOP_TIME or neither, got ${given[0]} alone`;
      this.#refuse('domain.contradictory_metadata', message);
    }
    if (!total || !usable) return;
    const startsBefore = usable.startUtcMs < total.startUtcMs - boundToleranceMs;
    const endsAfter = usable.endUtcMs > total.endUtcMs + boundToleranceMs;
    if (!startsBefore && !endsAfter) return;
    const span = (window: TimeWindow) => `${formatEpochUtc(window.startUtcMs)} to ${formatEpochUtc(window.endUtcMs)}`;
    const message = `expected the useable times within START_TIME and STOP_TIME, ${span(total)}, got ${span(usable)}`;
    this.#refuse('domain.contradictory_metadata', message);
  }

  interpolation(): EphemerisSegment['interpolation'] {
    const method = this.#value('INTERPOLATION');
    const text = this.#value('INTERPOLATION_DEGREE');
    if (method !== undefined && text === undefined) {
      this.#refuse('domain.missing_field', 'expected INTERPOLATION_DEGREE with INTERPOLATION, got none');
    }
    if (text === undefined) return undefined;
    const degree = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (degree < 1 || degree > highestDegree) {
      const message = `expected INTERPOLATION_DEGREE as a whole number from 1 to ${highestDegree}, got ${shown(text)}`;
      this.#refuse('domain.not_a_number', message);
    }
    return method === undefined ? undefined : { method: method.toUpperCase(), degree };
  }

  /** Empty is as good as absent. */
  #value(keyword: string): string | undefined {
    return this.#block.values.get(keyword) || undefined;
  }

  #refuse(code: string, message: string): void {
    this.faults.push({ code, message });
  }
}
