/**
 * The closed label sets of the three levels. Definitions, sources and our own decisions are data:
 * `data/taxonomy/labels.json`; a test holds the two equal.
 *
 * @source Jing, Sun, Dang, Wang 2025, Space Sci. Technol. 5:0271 (7 motions, 6 operations, 10 tasks);
 *         `none` and `unclear` are the undecided outcomes of the operation and task levels.
 */
export const motionLabels = [
  'hovering',
  'flyby',
  'flyaround',
  'rendezvous',
  'collision',
  'retreat',
  'randomness',
] as const;

export const operationLabels = [
  'docking',
  'refueling',
  'repair',
  'grabbing',
  'photograph',
  'communication',
  'none',
] as const;

export const taskLabels = [
  'detection',
  'surveillance',
  'interference',
  'negotiation',
  'observation',
  'assistance',
  'deterrence',
  'support',
  'experiment',
  'attack',
  'unclear',
] as const;

export const levels = ['motion', 'operation', 'task'] as const;

export type MotionLabel = (typeof motionLabels)[number];
export type OperationLabel = (typeof operationLabels)[number];
export type TaskLabel = (typeof taskLabels)[number];
export type Level = (typeof levels)[number];

/** One label per level: what a target is doing, with what, and to what end. */
export interface Intention {
  readonly motion: MotionLabel;
  readonly operation: OperationLabel;
  readonly task: TaskLabel;
}

export const labelsOf = {
  motion: motionLabels,
  operation: operationLabels,
  task: taskLabels,
} as const;
