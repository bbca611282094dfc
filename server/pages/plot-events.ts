import type { Evidence, MotionFacts } from '#domain';
import { distanceWords, durationWords, significantWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { markedApproaches, markIdOf, rowIdOf } from './motion-events.ts';
import type { EventMark } from './plots/marks.ts';
import type { Shade } from './plots/shade-bands.ts';
import type { StayBar } from './plots/stay-bars.ts';

/** Events with links to their rows beyond this number are no stops of the keyboard; their tables are. */
const mostTabStops = 16;

/** Maneuvers first, so that approaches are drawn over them; numbers only where there are several approaches. */
export function eventMarks(facts: MotionFacts, words: Words): EventMark[] {
  const marked = markedApproaches(facts);
  const nearest = marked.find(({ isNearest }) => isNearest);
  const isTabStop = facts.maneuvers.length + marked.length + facts.stays.length <= mostTabStops;
  const numberOf = (number: number) => (marked.length > 1 ? { number } : {});
  const approachOf = ({ number, approach }: (typeof marked)[number]) => ({
    epochUtcMs: approach.epochUtcMs,
    rangeKm: approach.rangeKm,
    id: markIdOf(number),
    link: {
      href: `#${rowIdOf('approach', number)}`,
      label: words.t('target.mark.approach', {
        number,
        utc: utcWords(approach.epochUtcMs),
        range: distanceWords(approach.rangeKm),
      }),
      isTabStop,
    },
    ...numberOf(number),
  });
  const others = marked
    .filter((one) => one !== nearest)
    .map((one): EventMark => ({ kind: 'approach', words: '', ...approachOf(one) }));
  const closest: EventMark = {
    kind: 'closest',
    epochUtcMs: facts.closestEpochUtcMs,
    rangeKm: facts.minRangeKm,
    words: words.t('target.mark.closest', { range: distanceWords(facts.minRangeKm) }),
    ...(nearest === undefined ? {} : approachOf(nearest)),
  };
  return [...maneuverMarks(facts, isTabStop, words), ...others, closest];
}

function maneuverMarks({ maneuvers }: MotionFacts, isTabStop: boolean, words: Words): EventMark[] {
  return maneuvers.map(({ epochUtcMs, deltaVRtnKmPerS }, index) => {
    const size = significantWords(Math.hypot(...deltaVRtnKmPerS) * 1000, 2);
    return {
      kind: 'maneuver',
      epochUtcMs,
      words: maneuvers.length > 2 ? '' : `Δv ${size} m/s`,
      link: {
        href: `#${rowIdOf('maneuver', index + 1)}`,
        label: words.t('target.mark.maneuver', { number: index + 1, utc: utcWords(epochUtcMs), size }),
        isTabStop,
      },
    };
  });
}

/** Stays with links to their rows. */
export function stayMarks({ stays, maneuvers, closestApproaches }: MotionFacts, words: Words): StayBar[] {
  const isTabStop = stays.length + maneuvers.length + Math.min(8, closestApproaches.length) <= mostTabStops;
  return stays.map(({ window, meanRangeKm }, index) => ({
    ...window,
    href: `#${rowIdOf('stay', index + 1)}`,
    label: words.t('target.mark.stay', {
      number: index + 1,
      span: durationWords((window.endUtcMs - window.startUtcMs) / 1000),
      range: distanceWords(meanRangeKm),
    }),
    isTabStop,
  }));
}

/** The stretches in the shadow of the Earth, where the light is computed. */
export function shadesOf({ context }: Evidence): Shade[] {
  return (context?.lighting?.intervals ?? []).flatMap(({ lighting: kind, startUtcMs, endUtcMs }) =>
    kind === 'full sunlight' ? [] : [{ kind, startUtcMs, endUtcMs }],
  );
}
