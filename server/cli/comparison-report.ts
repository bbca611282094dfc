import type { MethodKind, Share } from '#tuner';
import { type Column, csvOf, tableOf } from './output.ts';
import { percentOf } from './percent-of.ts';

/** What one way of tuning took, and what it led to; null is what was not measured. */
export interface ComparisonRow {
  /** `base` is the model as it is. */
  readonly method: 'base' | MethodKind;
  readonly trainedParameters: number | null;
  /** Share of the parameters of the model and those added to it. */
  readonly trainedShare: number | null;
  /** Most memory that the process had resident, program and model included. */
  readonly peakMemoryBytes: number | null;
  /** Time of all steps and validations. */
  readonly seconds: number | null;
  /** Mean of the steps alone. */
  readonly secondsPerStep: number | null;
  readonly steps: number | null;
  /** Mean over answer tokens of the held-out examples, nats. */
  readonly validationLoss: number | null;
  /** Share of the held-out examples that are answered to the letter. */
  readonly exactMatch: Share | null;
  readonly bestStep: number | null;
  /** Folder of the adapter, or of the model that was tuned whole. */
  readonly resultDir: string | null;
  /** Why there is no result. */
  readonly failure: string | null;
}

/** What `noncoop compare` leaves as `comparison.json`. */
export interface Comparison {
  readonly createdUtc: string;
  readonly modelParameters: number;
  /** What all rows have in common, by option. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly rows: readonly ComparisonRow[];
}

/** A row with nothing in it. */
export const emptyRow = {
  trainedParameters: null,
  trainedShare: null,
  peakMemoryBytes: null,
  seconds: null,
  secondsPerStep: null,
  steps: null,
  validationLoss: null,
  exactMatch: null,
  bestStep: null,
  resultDir: null,
  failure: null,
} as const satisfies Omit<ComparisonRow, 'method'>;

/** The comparison as one table for people. */
export const comparisonTable = ({ rows }: Comparison): string => tableOf(tableColumns, rows);

/** The comparison as CSV: bytes, seconds, and shares from 0 to 1. */
export const comparisonCsv = ({ rows }: Comparison): string => csvOf(csvColumns, rows);

/** The comparison as a page of its own: settings, table, and what the columns mean. */
export function comparisonMarkdown({ createdUtc, modelParameters, settings, rows }: Comparison): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [
    line(tableColumns.map(({ header }) => header)),
    line(tableColumns.map(() => '---')),
    ...rows.map((row) => line(tableColumns.map(({ value }) => String(value(row) ?? '–').replace(/\s+/g, ' ')))),
  ];
  const told = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return `# Ways of tuning, side by side

${createdUtc}: ${modelParameters} parameters, ${told.join(', ')}.

${table.join('\n')}

Each method has its own default settings and learning rate; model, examples, order and steps are the same. \`base\` is the model
as it is, asked in the same words. Memory is the most that the process had resident, program and model included. Time is that of
all steps and validations. Loss (nats per token) and the share of answers that are right to the letter, with its 95 % Wilson
interval, are those of the best step on n held-out examples.
`;
}

const orNull = <T>(value: T | null, told: (value: T) => string): string | null => (value === null ? null : told(value));

const tableColumns: readonly Column<ComparisonRow>[] = [
  { header: 'method', value: ({ method }) => method },
  { header: 'learned', value: ({ trainedParameters }) => trainedParameters },
  { header: 'of all, %', value: ({ trainedShare }) => orNull(trainedShare, (share) => (100 * share).toFixed(2)) },
  {
    header: 'memory, MB',
    value: ({ peakMemoryBytes }) => orNull(peakMemoryBytes, (bytes) => (bytes / 1e6).toFixed(0)),
  },
  { header: 'time, s', value: ({ seconds }) => orNull(seconds, (s) => s.toFixed(1)) },
  { header: 's/step', value: ({ secondsPerStep }) => orNull(secondsPerStep, (s) => s.toFixed(3)) },
  { header: 'steps', value: ({ steps }) => steps },
  { header: 'loss', value: ({ validationLoss }) => orNull(validationLoss, (loss) => loss.toFixed(4)) },
  { header: 'exact, %', value: ({ exactMatch }) => orNull(exactMatch, percentOf) },
  { header: 'n', value: ({ exactMatch }) => exactMatch?.n ?? null },
  { header: 'best step', value: ({ bestStep }) => bestStep },
  { header: 'result', value: ({ resultDir, failure }) => failure ?? resultDir },
];

const csvColumns: readonly Column<ComparisonRow>[] = [
  { header: 'method', value: ({ method }) => method },
  { header: 'trained_parameters', value: ({ trainedParameters }) => trainedParameters },
  { header: 'trained_share', value: ({ trainedShare }) => trainedShare },
  { header: 'peak_memory_bytes', value: ({ peakMemoryBytes }) => peakMemoryBytes },
  { header: 'seconds', value: ({ seconds }) => seconds },
  { header: 'seconds_per_step', value: ({ secondsPerStep }) => secondsPerStep },
  { header: 'steps', value: ({ steps }) => steps },
  { header: 'validation_loss', value: ({ validationLoss }) => validationLoss },
  ...(['correct', 'n', 'accuracy', 'low', 'high'] as const).map((part) => ({
    header: `exact_match_${part}`,
    value: ({ exactMatch }: ComparisonRow) => exactMatch?.[part] ?? null,
  })),
  { header: 'best_step', value: ({ bestStep }) => bestStep },
  { header: 'result_dir', value: ({ resultDir }) => resultDir },
  { header: 'failure', value: ({ failure }) => failure },
];
