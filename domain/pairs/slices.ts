import type { Trajectory } from '../propagation/trajectory.ts';
import { commonSpans, spansWithin } from '../time/common-spans.ts';
import type { TimeWindow } from '../time/time-window.ts';

/** A slice this much shorter than asked for, as a share, is added to the one before it. */
const leastShare = 0.5;

/** The time two sources speak of, cut into slices of one length from its beginning; the last takes in what is left. */
export function slicesOf(own: Trajectory, target: Trajectory, sliceS: number, within?: TimeWindow): TimeWindow[] {
  const spoken = commonSpans([own.coverage], [target.coverage]);
  const [common] = within === undefined ? spoken : spansWithin(spoken, within);
  if (common === undefined) return [];
  const { startUtcMs, endUtcMs } = common;
  const sliceMs = sliceS * 1000;
  const count = Math.max(1, Math.floor((endUtcMs - startUtcMs) / sliceMs + leastShare));
  return Array.from({ length: count }, (_, i) => ({
    startUtcMs: startUtcMs + i * sliceMs,
    endUtcMs: i === count - 1 ? endUtcMs : startUtcMs + (i + 1) * sliceMs,
  }));
}
