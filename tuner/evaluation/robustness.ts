import { mcnemar } from './mcnemar.ts';

/** Whether a model was right about the same records as they were and when perturbed, in the same order. */
export interface PairedOutcomes {
  readonly nominal: readonly boolean[];
  readonly perturbed: readonly boolean[];
}

/** What is needed to tell how much perturbed records cost. */
export interface RobustnessInput {
  /** Share of right answers on unperturbed records, 0 … 1. */
  readonly nominalAccuracy: number;
  /** Share of right answers by kind of perturbation, 0 … 1. */
  readonly accuracyByColumn: Readonly<Record<string, number>>;
  /** Outcomes of the records behind a column, where they are known one by one. */
  readonly pairedByColumn?: Readonly<Record<string, PairedOutcomes>>;
}

/** What one kind of perturbation costs. */
export interface ColumnLoss {
  readonly column: string;
  /** 0 … 1 */
  readonly accuracy: number;
  /** Accuracy lost against nominal, percentage points; negative when perturbed records do better. */
  readonly lossPoints: number;
  /** 95 % interval of the loss, percentage points; null without paired outcomes. */
  readonly intervalPoints: { readonly low: number; readonly high: number } | null;
}

/** How evenly a model answers under perturbations. */
export interface Robustness {
  /** Population standard deviation of the accuracies of the columns, percentage points. */
  readonly spreadPoints: number;
  /** The column that loses most. */
  readonly largestLoss: ColumnLoss;
  readonly columns: readonly ColumnLoss[];
}

/** Difference between a given accuracy and that of the outcomes which is still rounding. */
const accuracyTolerance = 1e-9;

/**
 * Spread of a model's accuracy over kinds of perturbation, and what each kind costs.
 *
 * Where paired outcomes are known, the loss is measured on those records, nominal and perturbed, rather than against
 * `nominalAccuracy`: the records of a column need not be as hard as all records.
 *
 * @throws RangeError when there is no column, an accuracy is no share, or paired outcomes differ in number, belong to
 *         no column, or do not have the accuracy of their column
 * @source spread: Jing et al. 2025, Space Sci. Technol. 5:0271, which reports robustness as a standard deviation;
 *         interval: Newcombe 1998, Stat. Med. 17:2635, method 10
 */
export function robustnessOf({ nominalAccuracy, accuracyByColumn, pairedByColumn = {} }: RobustnessInput): Robustness {
  checkShare(nominalAccuracy, 'nominal records');
  const stray = Object.keys(pairedByColumn).filter((column) => !Object.hasOwn(accuracyByColumn, column));
  if (stray.length > 0)
    throw new RangeError(`expected an accuracy of every paired column, got none of ${stray.join(', ')}`);

  const columns = Object.entries(accuracyByColumn).map(([column, accuracy]) => {
    checkShare(accuracy, column);
    const paired = Object.hasOwn(pairedByColumn, column) ? pairedByColumn[column] : undefined;
    if (paired !== undefined) return pairedLoss(column, accuracy, paired);
    return { column, accuracy, lossPoints: 100 * (nominalAccuracy - accuracy), intervalPoints: null };
  });
  if (columns.length === 0) throw new RangeError('expected at least one column of perturbed records, got none');
  return {
    spreadPoints: 100 * populationDeviation(columns.map(({ accuracy }) => accuracy)),
    largestLoss: columns.reduce((worst, column) => (column.lossPoints > worst.lossPoints ? column : worst)),
    columns,
  };
}

function pairedLoss(column: string, accuracy: number, { nominal, perturbed }: PairedOutcomes): ColumnLoss {
  const { difference, low, high } = mcnemar(nominal, perturbed);
  const measured = perturbed.filter(Boolean).length / perturbed.length;
  // Written so that NaN, from no outcomes at all, is refused too.
  if (!(Math.abs(measured - accuracy) <= accuracyTolerance)) {
    throw new RangeError(`expected the outcomes of ${column} to have accuracy ${accuracy}, got ${measured}`);
  }
  return { column, accuracy, lossPoints: 100 * difference, intervalPoints: { low: 100 * low, high: 100 * high } };
}

function checkShare(accuracy: number, what: string): void {
  if (!(0 <= accuracy && accuracy <= 1))
    throw new RangeError(`expected an accuracy of 0 to 1 on ${what}, got ${accuracy}`);
}

/** Root of the mean squared distance from the mean, over all values there are (divided by n, not n − 1). */
function populationDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
