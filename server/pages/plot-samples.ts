import type { RelativeState } from '#domain';
import { significantWords } from '../http/view-formats.ts';
import { closingRateKmPerS, rangeKm } from './plots/relative-numbers.ts';
import { lengthUnit } from './plots/scale.ts';

/** Instants the crosshair can stand at: two for each three pixels of a plot. */
const mostSamples = 420;

/** Rows of the table beside the plots; every state is in the CSV. */
const mostRows = 24;

/** Evenly chosen states, both ends among them and, where there is one, that of the least range. */
export function evenly(states: readonly RelativeState[], most: number): RelativeState[] {
  const count = Math.min(most, states.length);
  const chosen = new Set(
    Array.from({ length: count }, (_, index) => Math.round((index * (states.length - 1)) / Math.max(1, count - 1))),
  );
  let nearest = 0;
  for (const [index, state] of states.entries()) if (rangeKm(state) < rangeKm(states[nearest]!)) nearest = index;
  chosen.add(nearest);
  return [...chosen].sort((a, b) => a - b).map((index) => states[index]!);
}

/**
 * What the crosshair reads, as JSON: instants in order with R, T, N and range in km and the closing rate in m/s, to five
 * digits, which is a hundredth of a pixel.
 */
export function plotSamples(states: readonly RelativeState[]): string {
  const digits = (value: number) => Number(value.toPrecision(5));
  return JSON.stringify(
    evenly(states, mostSamples).map((state) => [
      Math.round(state.epochUtcMs),
      ...state.positionRtnKm.map(digits),
      digits(rangeKm(state)),
      digits(closingRateKmPerS(state) * 1000),
    ]),
  );
}

/** A short table of the same states, lengths in one unit. */
export function plotTable(states: readonly RelativeState[]) {
  const chosen = evenly(states, mostRows);
  const { unit, perKm } = lengthUnit(chosen.flatMap(({ positionRtnKm }) => positionRtnKm));
  return {
    unit,
    rows: chosen.map((state) => ({
      epochUtcMs: state.epochUtcMs,
      position: state.positionRtnKm.map((km) => significantWords(km * perKm, 4)),
      range: significantWords(rangeKm(state) * perKm, 4),
      closing: significantWords(closingRateKmPerS(state) * 1000, 3),
    })),
    isAll: chosen.length === states.length,
  };
}
