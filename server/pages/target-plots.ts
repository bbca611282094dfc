import type { Evidence, MotionFacts, RelativeState } from '#domain';
import {
  countWords,
  distanceWords,
  durationWords,
  percentWords,
  significantWords,
  utcWords,
} from '../http/view-formats.ts';
import { shadowPasses } from './light-view.ts';
import { markedApproaches, markIdOf } from './motion-events.ts';
import type { EventMark } from './plots/marks.ts';
import { closingRateKmPerS, rangeKm, rangePlot } from './plots/range-plot.ts';
import { rtnPlot } from './plots/rtn-plot.ts';
import type { Shade } from './plots/shade-bands.ts';
import type { Svg } from './plots/svg.ts';

/** A plot with what it says, in words. */
export interface Plot {
  readonly image: Svg;
  readonly summary: string;
}

/** The plots of a target page, and which marks are on them. */
export interface TargetPlots {
  readonly rtn: Plot;
  readonly range: Plot;
  readonly has: {
    readonly approaches: boolean;
    readonly maneuvers: boolean;
    readonly shadow: boolean;
  };
}

/**
 * Draws the motion of a target.
 *
 * @param states  at least one, in order of epoch
 * @param evidence  for the event marks and the shadow; null draws none
 */
export function drawTargetPlots(
  targetId: string,
  states: readonly RelativeState[],
  evidence: Evidence | null,
): TargetPlots {
  const facts = evidence?.motionFacts ?? null;
  const marks = facts === null ? [] : eventMarks(facts);
  const shades = evidence === null ? [] : shadesOf(evidence);
  const [rtn, range] = [rtnSummary(states), `${rangeSummary(states, facts)}${shadowSummary(evidence)}`];
  const title = (what: string) => `${what} of ${targetId}`;
  return {
    rtn: {
      image: rtnPlot({ id: 'rtn-plot', title: title('RTN path'), description: rtn }, states, marks),
      summary: rtn,
    },
    range: {
      image: rangePlot(
        { id: 'range-plot', title: title('Range and closing rate'), description: range },
        states,
        marks,
        shades,
      ),
      summary: range,
    },
    has: {
      approaches: marks.some(({ kind }) => kind === 'approach'),
      maneuvers: marks.some(({ kind }) => kind === 'maneuver'),
      shadow: shades.length > 0,
    },
  };
}

/** Maneuvers first, so that approaches are drawn over them; numbers only where there are several approaches. */
function eventMarks(facts: MotionFacts): EventMark[] {
  const { maneuvers, closestEpochUtcMs, minRangeKm } = facts;
  const marked = markedApproaches(facts);
  const nearest = marked.find(({ isNearest }) => isNearest);
  const numberOf = (number: number) => (marked.length > 1 ? { number } : {});
  const steps = maneuvers.map(
    ({ epochUtcMs, deltaVRtnKmPerS }): EventMark => ({
      kind: 'maneuver',
      epochUtcMs,
      words: maneuvers.length > 2 ? '' : `Δv ${significantWords(Math.hypot(...deltaVRtnKmPerS) * 1000, 2)} m/s`,
    }),
  );
  const approaches = marked
    .filter((one) => one !== nearest)
    .map(
      ({ number, approach }): EventMark => ({
        kind: 'approach',
        epochUtcMs: approach.epochUtcMs,
        words: '',
        id: markIdOf(number),
        ...numberOf(number),
      }),
    );
  const closest: EventMark = {
    kind: 'closest',
    epochUtcMs: closestEpochUtcMs,
    words: `closest ${distanceWords(minRangeKm)}`,
    ...(nearest === undefined ? {} : { id: markIdOf(nearest.number), ...numberOf(nearest.number) }),
  };
  return [...steps, ...approaches, closest];
}

function shadesOf({ context }: Evidence): Shade[] {
  return (context?.lighting?.intervals ?? []).flatMap(({ lighting: kind, startUtcMs, endUtcMs }) =>
    kind === 'full sunlight' ? [] : [{ kind, startUtcMs, endUtcMs }],
  );
}

function rtnSummary(states: readonly RelativeState[]): string {
  const axes = ['radial', 'in-track', 'cross-track'] as const;
  const spans = axes.map((name, axis) => {
    const km = states.map(({ positionRtnKm }) => positionRtnKm[axis]!);
    const [low, high] = [km.reduce((a, b) => Math.min(a, b)), km.reduce((a, b) => Math.max(a, b))];
    return `${name} ${distanceWords(low)} to ${distanceWords(high)}`;
  });
  return `${countWords(states.length, 'state', 'states')}; ${spans.join(', ')}.`;
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

/** The shaded stretches in words; nothing where the light is not computed. */
function shadowSummary(evidence: Evidence | null): string {
  const lighting = evidence?.context?.lighting;
  if (lighting === undefined) return '';
  const { length } = shadowPasses(lighting);
  if (length === 0) return ' The target is in sunlight throughout.';
  return ` In the shadow of the Earth ${countWords(length, 'time', 'times')}, ${percentWords(1 - lighting.shares['full sunlight'])} of the time.`;
}
