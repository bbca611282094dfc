import { type Evidence, type EvidenceElement, rulebook, type TimeWindow } from '#domain';

/** When what a step says of an element was so: windows in order of time, never none. */
export interface StepTime {
  /** What the windows are: the whole of what was observed, or that part of it which decides the step. */
  readonly of: 'all' | 'closest' | 'maneuvers' | 'untilClosest' | 'light';
  readonly windows: readonly TimeWindow[];
}

/**
 * The time that a step of the reasoning rests on. Most elements speak of all that was observed; the speed is that at the
 * closest approach, a swerve is a maneuver, and computed light is that of the stretch around the closest approach.
 *
 * @param text  the step as generated, for what it says of the motion
 */
export function timeOfStep(text: string, element: EvidenceElement, evidence: Evidence): StepTime {
  const { motionFacts: facts } = evidence;
  if (element.name === 'motion') {
    const word = text.replace(/^here /, '').replace(/\.$/, '');
    if (isOf('endSpeed', word)) return { of: 'closest', windows: [aroundClosest(evidence)] };
    if (isOf('course', word))
      return facts.maneuvers.length > 0
        ? { of: 'maneuvers', windows: facts.maneuvers.map(({ window }) => window) }
        : { of: 'untilClosest', windows: [{ ...evidence.window, endUtcMs: facts.closestEpochUtcMs }] };
  }
  const light = element.name === 'lighting' && element.origin === 'computed' ? lightAtClosest(evidence) : undefined;
  return light ? { of: 'light', windows: [light] } : { of: 'all', windows: [element.window] };
}

/** Whether the rulebook decides by a word of this kind. */
const isOf = (by: 'endSpeed' | 'course', word: string): boolean =>
  Object.values(rulebook.motion.groups).some((choice) => 'by' in choice && choice.by === by && word in choice.is);

/** Share of the window on either side of an instant, so that an instant has a width. */
const instantShare = 0.01;

/** A hundredth of the window on either side of the closest approach. */
function aroundClosest({ window: { startUtcMs, endUtcMs }, motionFacts }: Evidence): TimeWindow {
  const awayMs = (endUtcMs - startUtcMs) * instantShare;
  return {
    startUtcMs: Math.max(startUtcMs, motionFacts.closestEpochUtcMs - awayMs),
    endUtcMs: Math.min(endUtcMs, motionFacts.closestEpochUtcMs + awayMs),
  };
}

/** The stretch of one light around the instant that the light is told of. */
function lightAtClosest({ context }: Evidence): TimeWindow | undefined {
  const lighting = context?.lighting;
  if (lighting === undefined) return undefined;
  const stretch = lighting.intervals.find(
    ({ startUtcMs, endUtcMs }) => startUtcMs <= lighting.focusUtcMs && lighting.focusUtcMs <= endUtcMs,
  );
  return stretch && { startUtcMs: stretch.startUtcMs, endUtcMs: stretch.endUtcMs };
}
