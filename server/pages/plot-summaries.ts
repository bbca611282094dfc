import type { Evidence, MotionFacts, RelativeState } from '#domain';
import { distanceWords, durationWords, percentWords, significantWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { shadowPasses } from './light-view.ts';
import { closingRateKmPerS, rangeKm } from './plots/relative-numbers.ts';
import { stretchesOf } from './plots/stretches.ts';

/** What the projections show, in a sentence. */
export function projectionsSummary(states: readonly RelativeState[], words: Words): string {
  const span = (axis: 0 | 1 | 2) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { positionRtnKm } of states) {
      low = Math.min(low, positionRtnKm[axis]);
      high = Math.max(high, positionRtnKm[axis]);
    }
    return [distanceWords(low), distanceWords(high)] as const;
  };
  const [[rLow, rHigh], [tLow, tHigh], [nLow, nHigh]] = [span(0), span(1), span(2)];
  return words.t('target.path.summary', { count: states.length, rLow, rHigh, tLow, tHigh, nLow, nHigh });
}

/** What the plot over time shows, in sentences: the course of the range, gaps, and the shadow. */
export function timeSummary(states: readonly RelativeState[], evidence: Evidence | null, words: Words): string {
  const gapCount = stretchesOf(states).length - 1;
  return [
    rangeSummary(states, evidence?.motionFacts ?? null, words),
    ...(gapCount === 0 ? [] : [words.t('target.range.gaps', { count: gapCount })]),
    ...shadowSummary(evidence, words),
  ].join(words.t('frame.between'));
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
