import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import type { Points } from './number-words.ts';

export type Contestant = EvaluationReport['contestants'][number];
export type Row = EvaluationReport['rows'][number];
export type SetName = Row['set'];
export type Level = Row['levels'][number];
export type Strategy = NonNullable<Contestant['strategy']>;

/** The sets, in the order pages show them. */
export const setOrder: readonly SetName[] = ['true facts', 'nominal', 'perturbed', 'deleted fact', 'own labels'];

export const levelOrder: readonly Level[] = ['motion', 'operation', 'task'];

const kindOrder = ['tuned', 'base', 'baseline'];
const strategyOrder: readonly (Strategy | null)[] = ['cot', 'instruction', 'basic', null];

/** Contestants as tables list them: tuned, base, baselines; the most elaborate prompt first. */
export const inOrder = ({ contestants }: Pick<EvaluationReport, 'contestants'>): readonly Contestant[] =>
  contestants.toSorted(
    (a, b) =>
      kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
      strategyOrder.indexOf(a.strategy) - strategyOrder.indexOf(b.strategy),
  );

/** The tuned contestant of a strategy: the one by LoRA before others, as it answers before them, or the one tuned by a method. */
export function tunedWith(
  { contestants }: EvaluationReport,
  strategy: Strategy,
  method?: Contestant['method'],
): Contestant | undefined {
  const tuned = contestants.filter((contestant) => contestant.kind === 'tuned' && contestant.strategy === strategy);
  if (method !== undefined) return tuned.find((contestant) => contestant.method === method);
  return tuned.find((contestant) => contestant.method === 'lora') ?? tuned[0];
}

export const rowOf = ({ rows }: EvaluationReport, key: string | undefined, set: SetName): Row | undefined =>
  rows.find((row) => row.contestant === key && row.set === set);

/** Whether exact match of a row means something: the contestant speaks of all three levels. */
export const hasExactMatch = (row: Row): boolean => row.levels.length === levelOrder.length;

/** Exact match of `a` minus that of `b` on the same records, whichever way round the report has it. */
export function differenceOf(
  { comparisons }: EvaluationReport,
  a: string | undefined,
  b: string | undefined,
  set: SetName,
  perturbation: string | null = null,
): { readonly n: number; readonly difference: Points } | undefined {
  const of = (first?: string, second?: string) =>
    comparisons.find(
      (one) => one.a === first && one.b === second && one.set === set && one.perturbation === perturbation,
    );
  const found = of(a, b);
  if (found !== undefined) return { n: found.n, difference: found.difference };
  const turned = of(b, a);
  if (turned === undefined) return undefined;
  const { points, low, high } = turned.difference;
  return { n: turned.n, difference: { points: 0 - points, low: 0 - high, high: 0 - low } };
}
