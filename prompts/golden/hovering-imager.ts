import type { ElementName, Evidence } from '#domain';
import { elementNames } from '#domain';

const window = { startUtcMs: Date.UTC(2026, 2, 1), endUtcMs: Date.UTC(2026, 2, 1, 3) };

const plain = { grade: 'high', reason: '60 states without a gap' } as const;

/** Evidence of a large uncooperative imager that hovers near a space station; any element may be told otherwise. */
export function hoveringImager(told: Partial<Record<ElementName, string>> = {}): Evidence {
  const words: Record<ElementName, string> = {
    ownSpacecraft: 'space station',
    size: 'large',
    cooperation: 'uncooperative',
    device: 'imager',
    lighting: 'full sunlight',
    electromagnetic: 'clear',
    motion: 'steady, slow, part turn, no swerve',
    ...told,
  };
  const element = (name: ElementName) => ({ name, text: words[name], origin: 'reported', window }) as const;
  return {
    kind: 'evidence',
    targetId: 'imager-1',
    source: 'golden',
    window,
    stateCount: 60,
    elements: Object.fromEntries(elementNames.map((name) => [name, element(name)])) as Evidence['elements'],
    motionFacts: {
      rangeTrend: 'steady',
      endSpeed: 'slow',
      turn: 'part turn',
      course: 'no swerve',
      startRangeKm: 5,
      endRangeKm: 5,
      minRangeKm: 4.9,
      maxRangeKm: 5.1,
      closestEpochUtcMs: window.startUtcMs,
      closestSpeedKmPerS: 0,
      paceKmPerS: 0.0005,
      endRangeRateKmPerS: 0,
      enclosedAngleRad: 0,
      driftKmPerS: 0,
      stoppedS: 10_800,
      maneuvers: [],
      rangeCourse: {
        revolutions: 2,
        isOverRevolutions: false,
        startKm: 5,
        endKm: 5,
        leastKm: 4.9,
        mostKm: 5.1,
        swingCount: 0,
        arrivalSpeedKmPerS: 0,
        sweepRad: 0,
      },
      noise: { positionKm: 0.02, shareOfRange: 0.004 },
      pattern: 'V-bar hold',
      trust: { rangeTrend: plain, endSpeed: plain, turn: plain, course: plain, pattern: plain },
      closestApproaches: [],
      stays: [{ window, positionRtnKm: [0, 5, 0], meanRangeKm: 5 }],
      isColocated: false,
    },
  };
}
