import type { Evidence, MotionFacts, RelativeState } from '#domain';
import { distanceWords, durationWords, percentWords, significantWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
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
  words: Words,
): TargetPlots {
  const facts = evidence?.motionFacts ?? null;
  const marks = facts === null ? [] : eventMarks(facts, words);
  const shades = evidence === null ? [] : shadesOf(evidence);
  const rtn = rtnSummary(states, words);
  const range = [rangeSummary(states, facts, words), ...shadowSummary(evidence, words)].join(words.t('frame.between'));
  return {
    rtn: {
      image: rtnPlot(
        { id: 'rtn-plot', title: words.t('target.path.of', { target: targetId }), description: rtn },
        states,
        marks,
        words,
      ),
      summary: rtn,
    },
    range: {
      image: rangePlot(
        { id: 'range-plot', title: words.t('target.range.of', { target: targetId }), description: range },
        states,
        marks,
        shades,
        words,
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
function eventMarks(facts: MotionFacts, words: Words): EventMark[] {
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
    words: words.t('target.mark.closest', { range: distanceWords(minRangeKm) }),
    ...(nearest === undefined ? {} : { id: markIdOf(nearest.number), ...numberOf(nearest.number) }),
  };
  return [...steps, ...approaches, closest];
}

function shadesOf({ context }: Evidence): Shade[] {
  return (context?.lighting?.intervals ?? []).flatMap(({ lighting: kind, startUtcMs, endUtcMs }) =>
    kind === 'full sunlight' ? [] : [{ kind, startUtcMs, endUtcMs }],
  );
}

function rtnSummary(states: readonly RelativeState[], words: Words): string {
  const span = (axis: 0 | 1 | 2) => {
    const km = states.map(({ positionRtnKm }) => positionRtnKm[axis]);
    const [low, high] = [km.reduce((a, b) => Math.min(a, b)), km.reduce((a, b) => Math.max(a, b))];
    return [distanceWords(low), distanceWords(high)] as const;
  };
  const [[rLow, rHigh], [tLow, tHigh], [nLow, nHigh]] = [span(0), span(1), span(2)];
  return words.t('target.path.summary', { count: states.length, rLow, rHigh, tLow, tHigh, nLow, nHigh });
}

function rangeSummary(states: readonly RelativeState[], facts: MotionFacts | null, words: Words): string {
  const [first, last] = [states[0]!, states.at(-1)!];
  const closingMPerS = closingRateKmPerS(last) * 1000;
  const ends = {
    first: distanceWords(rangeKm(first)),
    last: distanceWords(rangeKm(last)),
    span: durationWords((last.epochUtcMs - first.epochUtcMs) / 1000),
    rate: significantWords(Math.abs(closingMPerS), 2),
    direction: closingMPerS < 0 ? 'opening' : 'closing',
  };
  if (facts === null) return words.t('target.range.summary', ends);
  return words.t('target.range.summaryOfEvents', {
    ...ends,
    closest: distanceWords(facts.minRangeKm),
    utc: utcWords(facts.closestEpochUtcMs),
    count: facts.maneuvers.length,
  });
}

/** The shaded stretches in words; nothing where the light is not computed. */
function shadowSummary(evidence: Evidence | null, words: Words): string[] {
  const lighting = evidence?.context?.lighting;
  if (lighting === undefined) return [];
  const { length: count } = shadowPasses(lighting);
  if (count === 0) return [words.t('target.range.sunlit')];
  return [words.t('target.range.shadowed', { count, share: percentWords(1 - lighting.shares['full sunlight']) })];
}
