import type { AccuracyRow, EvaluationReport } from '#tuner';
import { type Column, tableOf } from './output.ts';
import { percentOf } from './percent-of.ts';

const measures = ['motion', 'operation', 'task', 'exactMatch'] as const;

type Measure = (typeof measures)[number];

/** The comparison as one table, percentages with their 95 % Wilson intervals; a dash where a contestant says nothing. */
export const evaluationTable = (report: EvaluationReport): string => tableOf(tableColumns, report.rows);

const tableColumns: readonly Column<AccuracyRow>[] = [
  { header: 'contestant', value: (row) => row.contestant },
  { header: 'set', value: (row) => row.set },
  { header: 'n', value: (row) => row.n },
  ...measures.map((measure) => ({
    header: measure === 'exactMatch' ? 'all three, %' : `${measure}, %`,
    value: (row: AccuracyRow) => (speaksOf(row, measure) ? percentOf(row[measure]) : '–'),
  })),
  { header: 'tokens', value: (row) => row.answerTokens.toFixed(0) },
  { header: 's/record', value: (row) => row.secondsPerRecord.toFixed(3) },
];

/** Columns of the comparison as CSV, shares from 0 to 1. */
export const evaluationCsvColumns: readonly Column<AccuracyRow>[] = [
  ...tableColumns.slice(0, 3),
  ...measures.flatMap((measure) =>
    (['accuracy', 'low', 'high'] as const).map((part) => ({
      header: `${measure}_${part}`,
      value: (row: AccuracyRow) => (speaksOf(row, measure) ? row[measure][part] : ''),
    })),
  ),
  { header: 'answer_tokens', value: (row) => row.answerTokens },
  { header: 'seconds_per_record', value: (row) => row.secondsPerRecord },
];

/** A baseline may know the motion alone; then exact match means nothing either. */
function speaksOf({ levels }: AccuracyRow, measure: Measure): boolean {
  return measure === 'exactMatch' ? levels.length === 3 : levels.includes(measure);
}
