import type { RelativeState, TimeWindow } from '#domain';

/** A time between two states that is longer than this many of the usual ones is a gap: nobody looked. */
const gapSteps = 4;

/**
 * States in order of time, cut where nobody looked; a line is drawn through each stretch and none across a gap.
 *
 * @returns at least one stretch for at least one state; a state alone between two gaps is a stretch of its own
 */
export function stretchesOf<State extends Pick<RelativeState, 'epochUtcMs'>>(states: readonly State[]): State[][] {
  const stepsMs = states.slice(1).map(({ epochUtcMs }, index) => epochUtcMs - states[index]!.epochUtcMs);
  const usualMs = Float64Array.from(stepsMs).sort()[stepsMs.length >> 1] ?? 0;
  const stretches: State[][] = [];
  for (const [index, state] of states.entries()) {
    const isAfterGap = index === 0 || stepsMs[index - 1]! > gapSteps * usualMs;
    if (isAfterGap) stretches.push([state]);
    else stretches.at(-1)!.push(state);
  }
  return stretches;
}

/** The states of a window, those at its edges with them. */
export function statesWithin<State extends Pick<RelativeState, 'epochUtcMs'>>(
  states: readonly State[],
  { startUtcMs, endUtcMs }: TimeWindow,
): State[] {
  return states.filter(({ epochUtcMs }) => epochUtcMs >= startUtcMs && epochUtcMs <= endUtcMs);
}
