import { type LocalFrame, rtnFromLocal } from '../../frames/local-frames.ts';
import { parseEpochUtc } from '../../time/epoch-utc.ts';
import { revPerDayToRadPerS } from '../../units.ts';
import { type Fault, joined, shown } from '../fault.ts';
import type { RelativeState, ReportedFacts, TrackContext } from '../track.ts';
import { statedFrame } from './declared-frame.ts';
import { type Cells, notText, type Row, type TextColumn } from './row.ts';
import { maxFactBytes, maxRemarkBytes } from './text-limits.ts';
import { findRangeExcess } from './unit-check.ts';
import { WordPool } from './word-pool.ts';

/** Longest name of a target, UTF-8. The longest in the public catalog, with its number, has about 40. */
const maxTargetBytes = 256;

/** What a row says of the own orbit. */
export type OwnOrbit = Pick<TrackContext, 'ownMeanMotionRadPerS' | 'ownEccentricity'>;

/** One row that passed every check a row can pass on its own. */
export interface Observation {
  readonly kind: 'observation';
  readonly targetId: string;
  readonly state: RelativeState;
  readonly reported: ReportedFacts;
  readonly ownOrbit: OwnOrbit;
}

/** Turns rows into observations, in RTN. */
export class RowReader {
  readonly #frameOfLog: LocalFrame | undefined;
  readonly #targets = new WordPool(maxTargetBytes);
  readonly #facts = new WordPool(maxFactBytes);
  readonly #remarks = new WordPool(maxRemarkBytes);

  /** @param frameOfLog  frame of the rows that name none */
  constructor(frameOfLog: LocalFrame | undefined) {
    this.#frameOfLog = frameOfLog;
  }

  /** Faults of one kind are told at once; the code is that of the first. */
  read(row: Row, line: number): Observation | Fault {
    const stated = statedFrame(row.cells, this.#frameOfLog);
    const faults = row.faults('code' in stated ? [] : stated.columns);
    if (faults.length > 0) return joined(faults);
    if ('code' in stated) return stated;

    const { cells } = row;
    const targetId = textOf('target', cells, this.#targets, faults);
    const reported = this.#reportedIn(cells, faults);
    const ownOrbit = ownOrbitOf(cells, faults);
    if (targetId === undefined || faults.length > 0) return joined(faults);

    const epochUtcMs = parseEpochUtc(cells.epoch_utc!);
    if (epochUtcMs === undefined) return badEpoch(cells.epoch_utc!);
    const { columns, frame } = stated;
    const [x, y, z, vx, vy, vz] = columns;
    const state: RelativeState = {
      epochUtcMs,
      ...rtnFromLocal(frame, [cells[x]!, cells[y]!, cells[z]!], [cells[vx]!, cells[vy]!, cells[vz]!]),
      line,
    };
    const excess = findRangeExcess(state);
    if (excess !== undefined) return { code: 'domain.wrong_unit', message: excess };
    return { kind: 'observation', targetId, state, reported, ownOrbit };
  }

  #reportedIn(row: Cells, faults: Fault[]): ReportedFacts {
    return {
      ownSpacecraft: textOf('own_spacecraft', row, this.#facts, faults),
      size: textOf('size', row, this.#facts, faults),
      cooperation: textOf('cooperation', row, this.#facts, faults),
      device: textOf('device', row, this.#facts, faults),
      lighting: textOf('lighting', row, this.#facts, faults),
      electromagnetic: textOf('electromagnetic', row, this.#facts, faults),
      remarks: textOf('remarks', row, this.#remarks, faults),
    };
  }
}

/** The text of a cell; undefined when there is none, or none that can be taken. */
function textOf(name: TextColumn, row: Cells, pool: WordPool, faults: Fault[]): string | undefined {
  const text = row[name];
  if (text === undefined) return undefined;
  const taken = pool.take(text);
  if (taken === undefined) faults.push(pool.isTooLong(text) ? tooLong(name, text, pool.maxBytes) : notText(name, text));
  return taken;
}

function ownOrbitOf(row: Cells, faults: Fault[]): OwnOrbit {
  const { own_mean_motion_rev_per_day: revPerDay, own_eccentricity: ownEccentricity } = row;
  if (revPerDay === undefined && ownEccentricity === undefined) return unknownOrbit;
  if (revPerDay !== undefined && revPerDay <= 0) {
    faults.push(badOwnOrbit('above 0', 'own_mean_motion_rev_per_day', revPerDay));
  }
  if (ownEccentricity !== undefined && (ownEccentricity < 0 || ownEccentricity >= 1)) {
    faults.push(badOwnOrbit('from 0 to below 1', 'own_eccentricity', ownEccentricity));
  }
  return { ownMeanMotionRadPerS: revPerDay === undefined ? undefined : revPerDayToRadPerS(revPerDay), ownEccentricity };
}

const unknownOrbit: OwnOrbit = {};

const badEpoch = (text: string): Fault => ({
  code: 'domain.bad_epoch',
  message: `expected epoch_utc as ISO 8601 in UTC, such as 2026-03-01T12:00:00Z, got ${shown(text)}`,
});

const tooLong = (name: string, text: string, maxBytes: number): Fault => ({
  code: 'domain.words_too_long',
  message: `expected at most ${maxBytes} bytes of text for ${name}, got ${shown(text)}`,
});

const badOwnOrbit = (bounds: string, name: string, value: number): Fault => ({
  code: 'domain.bad_own_orbit',
  message: `expected a number ${bounds} for ${name}, got ${value}`,
});
