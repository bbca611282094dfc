import type { Assessment } from '#domain';
import type { ParquetColumn, ParquetType } from '../files/parquet-file.ts';
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

/** A column that has the same type in every row. */
interface TypedColumn extends Column<Assessment> {
  readonly type: ParquetType;
  /** Whether a value may be missing. */
  readonly isNullable?: boolean;
}

/** Columns of assessments in files: every single-valued part but the prompt, units in the names. */
const fileColumns: readonly TypedColumn[] = [
  { header: 'target', type: 'STRING', value: (a) => a.targetId },
  { header: 'source', type: 'STRING', value: (a) => a.source },
  { header: 'window_start_utc', type: 'TIMESTAMP', value: (a) => a.windowStartUtc },
  { header: 'window_end_utc', type: 'TIMESTAMP', value: (a) => a.windowEndUtc },
  { header: 'strategy', type: 'STRING', value: (a) => a.strategy },
  { header: 'motion', type: 'STRING', isNullable: true, value: (a) => a.motion.label },
  { header: 'motion_confidence', type: 'DOUBLE', value: (a) => a.motion.confidence },
  { header: 'operation', type: 'STRING', isNullable: true, value: (a) => a.operation.label },
  { header: 'operation_confidence', type: 'DOUBLE', value: (a) => a.operation.confidence },
  { header: 'task', type: 'STRING', isNullable: true, value: (a) => a.task.label },
  { header: 'task_confidence', type: 'DOUBLE', value: (a) => a.task.confidence },
  { header: 'confidence', type: 'DOUBLE', value: (a) => a.confidence },
  { header: 'physics_resolvable', type: 'BOOLEAN', value: (a) => String(a.physics.isResolvable) },
  { header: 'physics_agrees', type: 'BOOLEAN', value: (a) => String(a.physics.agrees) },
  { header: 'pattern', type: 'STRING', value: (a) => a.evidence.motionFacts.pattern },
  { header: 'motion_reliability', type: 'STRING', value: (a) => a.evidence.elements.motion.reliability.grade },
  { header: 'min_range_km', type: 'DOUBLE', isNullable: true, value: (a) => a.evidence.motionFacts.minRangeKm },
  { header: 'max_range_km', type: 'DOUBLE', isNullable: true, value: (a) => a.evidence.motionFacts.maxRangeKm },
  {
    header: 'closest_epoch_utc',
    type: 'TIMESTAMP',
    value: (a) => new Date(a.evidence.motionFacts.closestEpochUtcMs).toISOString(),
  },
  {
    header: 'closest_speed_km_s',
    type: 'DOUBLE',
    isNullable: true,
    value: (a) => a.evidence.motionFacts.closestSpeedKmPerS,
  },
  { header: 'lighting', type: 'STRING', value: (a) => a.evidence.elements.lighting.text },
  { header: 'slips', type: 'INT32', value: (a) => a.slips.length },
  { header: 'answer', type: 'STRING', value: (a) => a.output },
  { header: 'model_sha256', type: 'STRING', value: (a) => a.model.sha256 },
  { header: 'adapter_sha256', type: 'STRING', isNullable: true, value: (a) => a.adapter?.sha256 ?? null },
];

/** Columns of assessments as CSV. */
export const assessmentCsvColumns: readonly Column<Assessment>[] = fileColumns;

/** The same columns in Parquet, each in its type. */
export const assessmentParquetColumns: readonly ParquetColumn<Assessment>[] = fileColumns.map(
  ({ header, type, isNullable = false, value }) => ({
    name: header,
    type,
    isNullable,
    value: (assessment) => typedValue(type, value(assessment)),
  }),
);

function typedValue(type: ParquetType, value: string | number | null): string | number | boolean | Date | null {
  if (type === 'TIMESTAMP') return value === null ? null : new Date(value);
  return type === 'BOOLEAN' ? value === 'true' : value;
}
