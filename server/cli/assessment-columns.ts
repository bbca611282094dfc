import type { Assessment } from '#domain';
import type { Column } from './output.ts';

const physicsWord = ({ isResolvable, agrees }: Assessment['physics']): string =>
  isResolvable ? (agrees ? 'agrees' : 'DISAGREES') : 'not checkable';

/** Columns of assessments as a table for people. */
export const assessmentColumns: readonly Column<Assessment>[] = [
  { header: 'target', value: (a) => a.targetId },
  { header: 'motion', value: (a) => a.motion.label },
  { header: 'operation', value: (a) => a.operation.label },
  { header: 'task', value: (a) => a.task.label },
  { header: 'confidence', value: (a) => a.confidence.toFixed(4) },
  { header: 'physics', value: ({ physics }) => physicsWord(physics) },
  { header: 'last seen', value: (a) => a.windowEndUtc },
];

/** Columns of assessments as CSV: every single-valued part but the prompt, units in the names. */
export const assessmentCsvColumns: readonly Column<Assessment>[] = [
  { header: 'target', value: (a) => a.targetId },
  { header: 'source', value: (a) => a.source },
  { header: 'window_start_utc', value: (a) => a.windowStartUtc },
  { header: 'window_end_utc', value: (a) => a.windowEndUtc },
  { header: 'strategy', value: (a) => a.strategy },
  { header: 'motion', value: (a) => a.motion.label },
  { header: 'motion_confidence', value: (a) => a.motion.confidence },
  { header: 'operation', value: (a) => a.operation.label },
  { header: 'operation_confidence', value: (a) => a.operation.confidence },
  { header: 'task', value: (a) => a.task.label },
  { header: 'task_confidence', value: (a) => a.task.confidence },
  { header: 'confidence', value: (a) => a.confidence },
  { header: 'physics_resolvable', value: (a) => String(a.physics.isResolvable) },
  { header: 'physics_agrees', value: (a) => String(a.physics.agrees) },
  { header: 'pattern', value: (a) => a.evidence.motionFacts.pattern },
  { header: 'motion_reliability', value: (a) => a.evidence.elements.motion.reliability.grade },
  { header: 'min_range_km', value: (a) => a.evidence.motionFacts.minRangeKm },
  { header: 'max_range_km', value: (a) => a.evidence.motionFacts.maxRangeKm },
  { header: 'closest_epoch_utc', value: (a) => new Date(a.evidence.motionFacts.closestEpochUtcMs).toISOString() },
  { header: 'closest_speed_km_s', value: (a) => a.evidence.motionFacts.closestSpeedKmPerS },
  { header: 'lighting', value: (a) => a.evidence.elements.lighting.text },
  { header: 'slips', value: (a) => a.slips.length },
  { header: 'answer', value: (a) => a.output },
  { header: 'model_sha256', value: (a) => a.model.sha256 },
  { header: 'adapter_sha256', value: (a) => a.adapter?.sha256 ?? null },
];
