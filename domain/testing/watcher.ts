import type { StandardFacts } from '../intentions/rulebook.ts';

/** A large non-cooperative craft with a camera that hovers in full sunlight: the target most tests begin from. */
export const watcher: StandardFacts = {
  ownSpacecraft: 'space station',
  size: 'large',
  cooperation: 'noncooperative',
  device: 'camera',
  lighting: 'full sunlight',
  electromagnetic: 'clear',
  rangeTrend: 'steady',
  endSpeed: 'slow',
  turn: 'part turn',
  course: 'no swerve',
};
