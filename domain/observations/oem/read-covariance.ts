import { parseCcsdsEpoch } from '../../time/ccsds-epoch.ts';
import { type Fault, shown } from '../fault.ts';
import { parseDecimal } from '../text/decimal.ts';
import { toCovarianceFrame } from './ephemeris-frame.ts';
import type { EphemerisCovariance } from './ephemeris-segment.ts';
import type { CovarianceRecord } from './oem-record.ts';
import type { SegmentMetadata } from './segment-metadata.ts';

/** Reads a covariance matrix. */
export function readCovariance(
  { epoch, frame: frameName, elements }: CovarianceRecord,
  metadata: SegmentMetadata,
): EphemerisCovariance | Fault {
  const epochUtcMs = parseCcsdsEpoch(epoch, metadata.timeSystem);
  if (epochUtcMs === undefined) {
    return { code: 'domain.bad_epoch', message: `expected an epoch in ${metadata.timeSystem}, got ${shown(epoch)}` };
  }
  const frame = frameName ? toCovarianceFrame(frameName) : metadata.frame;
  if (frame === undefined) {
    const message = `expected COV_REF_FRAME RTN, TNW, EME2000, GCRF, ITRF or TEME, got ${shown(frameName)}`;
    return { code: 'domain.unsupported', message };
  }
  const bad = elements.find((element) => parseDecimal(element) === undefined);
  if (bad !== undefined) {
    return { code: 'domain.not_a_number', message: `expected finite numbers in a covariance, got ${shown(bad)}` };
  }
  const matrix = symmetric(elements.map(Number));
  const variance = matrix.map((row, i) => row[i]!).find((value) => value < 0);
  if (variance !== undefined) {
    return { code: 'domain.out_of_range', message: `expected variances of at least 0, got ${variance}` };
  }
  return { epochUtcMs, frame, matrix };
}

/** Six rows of six from the lower triangle: row i holds i + 1 elements and comes after i (i + 1) / 2. */
function symmetric(lower: readonly number[]): number[][] {
  const element = (i: number, k: number) => lower[(Math.max(i, k) * (Math.max(i, k) + 1)) / 2 + Math.min(i, k)]!;
  const six = [0, 1, 2, 3, 4, 5];
  return six.map((i) => six.map((k) => element(i, k)));
}
