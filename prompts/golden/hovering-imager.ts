import type { ElementName, Evidence } from '#domain';
import { elementNames } from '#domain';

const window = { startUtcMs: Date.UTC(2026, 2, 1), endUtcMs: Date.UTC(2026, 2, 1, 3) };

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
    },
  };
}
