import type { MotionFacts, RelativeState } from '#domain';
import { countWords, distanceWords, durationWords, significantWords, utcWords } from '../http/view-formats.ts';
import type { EventMark } from './plots/marks.ts';
import { closingRateKmPerS, rangeKm, rangePlot } from './plots/range-plot.ts';
import { rtnPlot } from './plots/rtn-plot.ts';
import type { Svg } from './plots/svg.ts';

/** A plot with what it says, in words. */
export interface Plot {
  readonly image: Svg;
  readonly summary: string;
}

/** The plots of a target page. */
export interface TargetPlots {
  readonly rtn: Plot;
  readonly range: Plot;
}

/**
 * Draws the motion of a target.
 *
 * @param states  at least one, in order of epoch
 * @param facts  for the event marks; null draws none
 */
export function drawTargetPlots(
  targetId: string,
  states: readonly RelativeState[],
  facts: MotionFacts | null,
): TargetPlots {
  const marks = facts === null ? [] : eventMarks(facts);
  const [rtn, range] = [rtnSummary(states), rangeSummary(states, facts)];
  const title = (what: string) => `${what} of ${targetId}`;
  return {
    rtn: {
      image: rtnPlot({ id: 'rtn-plot', title: title('RTN path'), description: rtn }, states, marks),
      summary: rtn,
    },
    range: {
      image: rangePlot({ id: 'range-plot', title: title('Range and closing rate'), description: range }, states, marks),
      summary: range,
    },
  };
}

function eventMarks({ closestEpochUtcMs, minRangeKm, maneuvers }: MotionFacts): EventMark[] {
  const closest: EventMark = {
    kind: 'closest',
    epochUtcMs: closestEpochUtcMs,
    words: `closest ${distanceWords(minRangeKm)}`,
  };
  const steps = maneuvers.map(
    ({ epochUtcMs, deltaVRtnKmPerS }): EventMark => ({
      kind: 'maneuver',
      epochUtcMs,
      words: maneuvers.length > 2 ? '' : `Δv ${significantWords(Math.hypot(...deltaVRtnKmPerS) * 1000, 2)} m/s`,
    }),
  );
  return [...steps, closest];
}

function rtnSummary(states: readonly RelativeState[]): string {
  const axes = ['radial', 'in-track', 'cross-track'] as const;
  const spans = axes.map((name, axis) => {
    const km = states.map(({ positionRtnKm }) => positionRtnKm[axis]!);
    const [low, high] = [km.reduce((a, b) => Math.min(a, b)), km.reduce((a, b) => Math.max(a, b))];
    return `${name} ${distanceWords(low)} to ${distanceWords(high)}`;
  });
  return `${countWords(states.length, 'observation', 'observations')}; ${spans.join(', ')}.`;
}

function rangeSummary(states: readonly RelativeState[], facts: MotionFacts | null): string {
  const [first, last] = [states[0]!, states.at(-1)!];
  const span = durationWords((last.epochUtcMs - first.epochUtcMs) / 1000);
  const closingMPerS = closingRateKmPerS(last) * 1000;
  const rate = `${significantWords(Math.abs(closingMPerS), 2)} m/s ${closingMPerS < 0 ? 'opening' : 'closing'} at the end`;
  const ends = `From ${distanceWords(rangeKm(first))} to ${distanceWords(rangeKm(last))} in ${span}, ${rate}`;
  if (facts === null) return `${ends}.`;
  const closest = `closest ${distanceWords(facts.minRangeKm)} at ${utcWords(facts.closestEpochUtcMs)}`;
  const steps =
    facts.maneuvers.length === 0 ? 'no maneuver' : countWords(facts.maneuvers.length, 'maneuver', 'maneuvers');
  return `${ends}; ${closest}; ${steps} detected.`;
}
