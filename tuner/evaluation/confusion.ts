import { type Share, wilsonInterval } from './wilson-interval.ts';

/** The true label of one record beside the label a model gave, null where none could be read. */
export interface LabelPair {
  readonly truth: string;
  readonly answer: string | null;
}

/** How often each true label was answered with each label. */
export interface Confusion {
  readonly labels: readonly string[];
  /** Rows are true labels, columns answered ones in the same order, then one of unreadable answers. [labels, labels + 1] */
  readonly counts: readonly (readonly number[])[];
}

/** How well one label is told from the others. */
export interface ClassScore {
  readonly label: string;
  /** Records that truly have the label. */
  readonly support: number;
  /** Share of the answers with this label that are right; 0 when it was never answered. */
  readonly precision: number;
  /** Share of the records with this label that were answered right, with its 95 % Wilson interval. */
  readonly recall: Share;
  /** Harmonic mean of precision and recall; 0 when the label is neither true nor answered anywhere. */
  readonly f1: number;
  /** As `f1`, with recall counting twice as much: for labels that are worse missed than falsely reported. */
  readonly f2: number;
}

/**
 * Counts answers by true and answered label; an unreadable answer is counted beside the labels, never dropped.
 *
 * @param labels  the closed set of labels, in the order of rows and columns
 * @throws RangeError when a pair has a label outside the set, naming all such labels
 */
export function confusionOf(pairs: readonly LabelPair[], labels: readonly string[]): Confusion {
  const index = new Map(labels.map((label, i) => [label, i]));
  const used = pairs.flatMap(({ truth, answer }) => (answer === null ? [truth] : [truth, answer]));
  const unknown = [...new Set(used)].filter((label) => !index.has(label));
  if (unknown.length > 0)
    throw new RangeError(`expected labels out of ${labels.join(', ')}, got ${unknown.join(', ')}`);

  const counts = labels.map(() => new Array<number>(labels.length + 1).fill(0));
  for (const { truth, answer } of pairs) {
    const column = answer === null ? labels.length : index.get(answer)!;
    counts[index.get(truth)!]![column]! += 1;
  }
  return { labels, counts };
}

/** Scores every label against all others, in the order of the labels; an unreadable answer is a miss. */
export function classScores({ labels, counts }: Confusion): readonly ClassScore[] {
  return labels.map((label, i) => {
    const support = counts[i]!.reduce((sum, count) => sum + count, 0);
    const answered = counts.reduce((sum, row) => sum + row[i]!, 0);
    const right = counts[i]![i]!;
    return {
      label,
      support,
      precision: answered === 0 ? 0 : right / answered,
      recall: wilsonInterval(right, support),
      f1: fBeta(1, right, support, answered),
      f2: fBeta(2, right, support, answered),
    };
  });
}

/**
 * Weighted harmonic mean of precision and recall, recall counting `beta` times as much; 0 when undefined.
 *
 * @source van Rijsbergen 1979, Information Retrieval, chapter 7; written in counts, so that only the empty case divides by 0
 */
function fBeta(beta: number, right: number, support: number, answered: number): number {
  const weight = beta * beta;
  return support + answered === 0 ? 0 : ((1 + weight) * right) / (weight * support + answered);
}

/** Mean F1 of the labels that some record truly has; 0 when there are none. */
export const macroF1 = (scores: readonly ClassScore[]): number => meanOfSupported(scores, ({ f1 }) => f1);

/** Mean F2 of the labels that some record truly has; 0 when there are none. */
export const macroF2 = (scores: readonly ClassScore[]): number => meanOfSupported(scores, ({ f2 }) => f2);

function meanOfSupported(scores: readonly ClassScore[], ofScore: (score: ClassScore) => number): number {
  const supported = scores.filter(({ support }) => support > 0);
  return supported.length === 0 ? 0 : supported.reduce((sum, score) => sum + ofScore(score), 0) / supported.length;
}
