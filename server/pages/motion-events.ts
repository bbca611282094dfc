import type { MotionFacts } from '#domain';
import { durationWords, significantWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { lengthUnit } from './plots/scale.ts';

/** Rows a table of a page shows; more are in the exports. */
const rowsShown = 20;

/** Closest approaches that are numbered on the plots. */
const mostMarked = 8;

type Approach = MotionFacts['closestApproaches'][number];

/** A closest approach that is marked on the plots. */
export interface MarkedApproach {
  /** Its place in the order of time, from 1, by which tables and plots name it. */
  readonly number: number;
  readonly approach: Approach;
  readonly isNearest: boolean;
}

/** The nearest of the closest approaches, in order of time. */
export function markedApproaches({ closestApproaches }: Pick<MotionFacts, 'closestApproaches'>): MarkedApproach[] {
  return nearest(closestApproaches, mostMarked);
}

/** Id of the mark of an approach on the range plot. */
export const markIdOf = (number: number): string => `approach-mark-${number}`;

/** Id of the row of an event, for links from its mark; numbers count from 1 in order of time. */
export const rowIdOf = (kind: 'approach' | 'maneuver' | 'stay', number: number): string => `${kind}-${number}`;

/** The closest approaches as a table, the nearest ones where there are many. */
export function approachTable(facts: MotionFacts, words: Words) {
  const shown = nearest(facts.closestApproaches, rowsShown);
  const marked = new Set(markedApproaches(facts).map(({ number }) => number));
  const { unit, perKm } = lengthUnit(shown.flatMap(({ approach }) => [approach.rangeKm, ...approach.positionRtnKm]));
  return {
    unit,
    count: facts.closestApproaches.length,
    rows: shown.map(({ number, approach, isNearest }) => ({
      number,
      rowId: rowIdOf('approach', number),
      markId: marked.has(number) ? markIdOf(number) : null,
      epochUtcMs: approach.epochUtcMs,
      range: significantWords(approach.rangeKm * perKm, 4),
      speed: mPerS(approach.relativeSpeedKmPerS),
      position: approach.positionRtnKm.map((km) => significantWords(km * perKm, 4)),
      remark: words.list(remarksOn(approach, isNearest, words)),
    })),
  };
}

const remarksOn = ({ atEdge }: Approach, isNearest: boolean, words: Words): string[] => [
  ...(isNearest ? [words.t('target.approaches.isNearest')] : []),
  ...(atEdge === undefined
    ? []
    : [words.t(atEdge === 'start' ? 'target.approaches.atStart' : 'target.approaches.atEnd')]),
];

/** Maneuver-like velocity steps, RTN in m/s, with their error and the window each may have been in. */
export function maneuverRows({ maneuvers }: MotionFacts) {
  return maneuvers.map(({ epochUtcMs, window, deltaVRtnKmPerS, sigmaKmPerS }, index) => ({
    number: index + 1,
    rowId: rowIdOf('maneuver', index + 1),
    epochUtcMs,
    span: window,
    components: deltaVRtnKmPerS.map(mPerS),
    size: mPerS(Math.hypot(...deltaVRtnKmPerS)),
    sigma: significantWords(sigmaKmPerS * 1000, 2),
  }));
}

/** Times in which the target stayed at one place. */
export function stayTable({ stays }: MotionFacts) {
  const { unit, perKm } = lengthUnit(stays.flatMap(({ meanRangeKm }) => meanRangeKm));
  return {
    unit,
    rows: stays.map(({ window, positionRtnKm, meanRangeKm }, index) => ({
      number: index + 1,
      rowId: rowIdOf('stay', index + 1),
      span: window,
      duration: durationWords((window.endUtcMs - window.startUtcMs) / 1000),
      range: significantWords(meanRangeKm * perKm, 4),
      position: positionRtnKm.map((km) => significantWords(km * perKm, 4)),
    })),
  };
}

const mPerS = (kmPerS: number): string => significantWords(kmPerS * 1000, 3);

function nearest(approaches: readonly Approach[], count: number): MarkedApproach[] {
  const byRange = approaches
    .map((approach, index) => ({ number: index + 1, approach }))
    .sort((a, b) => a.approach.rangeKm - b.approach.rangeKm);
  return byRange
    .slice(0, count)
    .map((one, rank) => ({ ...one, isNearest: rank === 0 }))
    .sort((a, b) => a.number - b.number);
}
