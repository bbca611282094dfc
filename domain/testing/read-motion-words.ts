import type { MotionFacts } from '../intentions/evidence.ts';
import { reason } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { watcher } from './watcher.ts';

/** The motion label that the rulebook gives the four words. */
export function readMotionWords({ rangeTrend, endSpeed, turn, course }: MotionFacts): string {
  return reason(rulebook, { ...watcher, rangeTrend, endSpeed, turn, course }).intention.motion;
}
