import type { Level, PerturbationName } from '#domain';
import type { Generator } from '#model';
import type { Strategy } from '#prompts';
import type { Share } from '#tuner';
import { type Column, tableOf } from './output.ts';
import type { SetName } from './simulated-set.ts';

/** The bare model, or the model with the adapter of the strategy. */
export const modelNames = ['base', 'tuned'] as const;

export type ModelName = (typeof modelNames)[number];

/** Name and content of a model or adapter. */
export type Identity = Generator['model'];

/** One cell of the comparison: one model asked one way about one set. */
export interface EvaluationRow extends Readonly<Record<Level | 'exactMatch', Share>> {
  readonly model: ModelName;
  readonly strategy: Strategy;
  readonly set: SetName;
  readonly n: number;
  /** Mean length of an answer, tokens. */
  readonly tokensPerRecord: number;
  /** Wall clock over the set, prompt included, divided by its size. */
  readonly secondsPerRecord: number;
}

/** How often a model was right on all levels under one kind of perturbation. */
export interface PerturbationRow {
  readonly model: ModelName;
  readonly strategy: Strategy;
  readonly kind: PerturbationName;
  readonly n: number;
  readonly exactMatch: Share;
}

/** What `noncoop evaluate` writes and the console's evaluation page reads. */
export interface EvaluationReport {
  readonly createdUtc: string;
  readonly model: Identity;
  /** Adapter of each strategy that was evaluated tuned. */
  readonly adapters: Readonly<Partial<Record<Strategy, Identity>>>;
  readonly seed: number;
  readonly rows: readonly EvaluationRow[];
  readonly perturbations: readonly PerturbationRow[];
}

/** The comparison as one table, percentages with their 95 % Wilson intervals. */
export const evaluationTable = (report: EvaluationReport): string => tableOf(tableColumns, report.rows);

const identityColumns: readonly Column<EvaluationRow>[] = [
  { header: 'model', value: (row) => row.model },
  { header: 'strategy', value: (row) => row.strategy },
  { header: 'set', value: (row) => row.set },
  { header: 'n', value: (row) => row.n },
];

const measures = ['motion', 'operation', 'task', 'exactMatch'] as const;

const tableColumns: readonly Column<EvaluationRow>[] = [
  ...identityColumns,
  ...measures.map((measure) => ({
    header: measure === 'exactMatch' ? 'all three, %' : `${measure}, %`,
    value: (row: EvaluationRow) => percentOf(row[measure]),
  })),
  { header: 'tokens', value: (row) => row.tokensPerRecord.toFixed(0) },
  { header: 's/record', value: (row) => row.secondsPerRecord.toFixed(3) },
];

/** Columns of the comparison as CSV, shares from 0 to 1. */
export const evaluationCsvColumns: readonly Column<EvaluationRow>[] = [
  ...identityColumns,
  ...measures.flatMap((measure) =>
    (['accuracy', 'low', 'high'] as const).map((part) => ({
      header: `${measure}_${part}`,
      value: (row: EvaluationRow) => row[measure][part],
    })),
  ),
  { header: 'tokens_per_record', value: (row) => row.tokensPerRecord },
  { header: 'seconds_per_record', value: (row) => row.secondsPerRecord },
];

/** A share in percent, with its interval. */
export const percentOf = ({ accuracy, low, high }: Share): string => {
  const percent = (share: number) => (100 * share).toFixed(1);
  return `${percent(accuracy)} (${percent(low)}–${percent(high)})`;
};
