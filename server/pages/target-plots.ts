import type { Evidence, RelativeState, TimeWindow } from '#domain';
import type { Words } from '../http/words.ts';
import { eventMarks, shadesOf, stayMarks } from './plot-events.ts';
import { plotSamples, plotTable } from './plot-samples.ts';
import { projectionsSummary, timeSummary } from './plot-summaries.ts';
import { projectionsPlot } from './plots/projections-plot.ts';
import { stretchesOf } from './plots/stretches.ts';
import type { Svg } from './plots/svg.ts';
import { timePlot } from './plots/time-plot.ts';

/** A plot with what it says, in words. */
export interface Plot {
  readonly image: Svg;
  readonly summary: string;
}

/** The plots of a target page, which marks are on them, and the same as numbers. */
export interface TargetPlots {
  readonly times: Plot;
  readonly path: Plot;
  readonly samples: string;
  readonly table: ReturnType<typeof plotTable>;
  readonly has: Readonly<Record<'approaches' | 'maneuvers' | 'stays' | 'shadow' | 'gaps', boolean>>;
}

/**
 * Draws the motion of a target.
 *
 * @param states  at least one, in order of epoch
 * @param evidence  for the event marks and the shadow; null draws none
 * @param chosen  windows that a chosen step rests on, marked on every plot
 */
export function drawTargetPlots(
  targetId: string,
  states: readonly RelativeState[],
  evidence: Evidence | null,
  chosen: readonly TimeWindow[],
  words: Words,
): TargetPlots {
  const marks = evidence === null ? [] : eventMarks(evidence.motionFacts, words);
  const stays = evidence === null ? [] : stayMarks(evidence.motionFacts, words);
  const shades = evidence === null ? [] : shadesOf(evidence);
  const path = projectionsSummary(states, words);
  const times = timeSummary(states, evidence, words);
  return {
    times: {
      image: timePlot(
        { id: 'times-plot', title: words.t('target.range.of', { target: targetId }), description: times },
        states,
        { marks, stays, shades, chosen },
        words,
      ),
      summary: times,
    },
    path: {
      image: projectionsPlot(
        { id: 'path-plot', title: words.t('target.path.of', { target: targetId }), description: path },
        states,
        marks,
        chosen,
        words,
      ),
      summary: path,
    },
    samples: plotSamples(states),
    table: plotTable(states),
    has: {
      approaches: marks.some(({ kind }) => kind === 'approach'),
      maneuvers: marks.some(({ kind }) => kind === 'maneuver'),
      stays: stays.length > 0,
      shadow: shades.length > 0,
      gaps: stretchesOf(states).length > 1,
    },
  };
}
