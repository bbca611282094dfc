import { claimsOf } from '../evaluation/claims.ts';
import { setOrder } from '../evaluation/find-in-report.ts';
import type { ResultTable } from '../evaluation/markdown-table.ts';
import { countWords } from '../evaluation/number-words.ts';
import { lossFigure, reliabilityFigure, selectiveFigure } from '../evaluation/result-plots.ts';
import {
  calibrationTable,
  claimTable,
  classTable,
  classTableOf,
  comparisonTable,
  confusionTable,
  deletedFactTable,
  disagreementTable,
  gainTable,
  lossTable,
  macroTable,
  reasoningTable,
  selectiveTable,
  spreadTable,
} from '../evaluation/result-tables.ts';
import { whereCotLoses } from '../evaluation/where-cot-loses.ts';
import type { EvaluationChoice } from './evaluation-choice.ts';
import type { EvaluationReport } from './evaluation-schema.ts';
import type { Svg } from './plots/svg.ts';

/** A part of the evaluation page: words, a plot, lists and tables, any of which may be missing. */
export interface EvaluationSection {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly plot: Svg | null;
  readonly lines: readonly string[];
  readonly tables: readonly NamedTable[];
  /** Said when there is nothing to show. */
  readonly empty: string;
  readonly isEmpty: boolean;
}

interface NamedTable {
  readonly caption: string;
  readonly columns: ResultTable['columns'];
  readonly rows: readonly {
    readonly name: string;
    readonly cells: readonly { readonly words: string; readonly isNumber: boolean }[];
  }[];
}

/** Targets, told before everything else. */
export const targetSection = (report: EvaluationReport): EvaluationSection =>
  section({
    id: 'targets',
    title: 'Targets',
    note: 'What was set out to be reached, beside what was measured. A target is met by the estimate; where the interval reaches beyond it, that is said.',
    tables: [named('', claimTable(claimsOf(report)))],
    empty: 'Nothing was measured.',
  });

/** Everything below the accuracy, in the order of the page. */
export function evaluationSections(report: EvaluationReport, choice: EvaluationChoice): readonly EvaluationSection[] {
  const { contestant, set, level } = choice;
  const classes = classTableOf(report, contestant, set, level);
  const confusion = classes === undefined ? null : confusionTable(classes);
  const wrong = report.disagreements.find((entry) => entry.contestant === contestant && entry.set === set);
  return [
    section({
      id: 'per-class',
      title: 'Per class',
      note: `Labels of the ${level}, ${contestant} on ${set}. Recall with its 95 % interval; F2 counts recall twice as much as precision.`,
      lines: classes === undefined ? [`The report has no ${level} labels of ${contestant} on ${set}.`] : [],
      tables: [
        ...(classes === undefined ? [] : [named('Labels', classTable(classes))]),
        ...(confusion === null ? [] : [named('True labels down, answers across', confusion)]),
        ...setOrder.slice(0, 3).map((each) => named(`Means over the labels, ${each}`, macroTable(report, each))),
      ],
      empty: 'Nothing was measured.',
    }),
    section({
      id: 'calibration',
      title: 'Calibration',
      note: 'Confidence is the probability of the whole answer as generated, against all three levels right. One temperature for each contestant, fitted on validation records; ECE over 15 bins of equal width, bootstrap intervals of 500 resamples.',
      plot: reliabilityFigure(report, contestant),
      lines: report.calibration.some((one) => one.contestant === contestant)
        ? [`Plotted: ${contestant}. On the dashed line confidence says how often an answer is right.`]
        : [`No plot: ${contestant} gives no confidence.`],
      tables: [named('', calibrationTable(report))],
      empty: 'No contestant gives confidences.',
    }),
    section({
      id: 'selective',
      title: 'Selective accuracy',
      note: 'The fewest surest answers that cover at least 95 % of the records.',
      plot: selectiveFigure(report, contestant),
      tables: [named('', selectiveTable(report))],
      empty: 'No contestant gives confidences.',
    }),
    section({
      id: 'perturbations',
      title: 'Perturbations',
      note: 'Exact match lost in percentage points against the same records unperturbed, with the 95 % interval for paired shares; negative is a gain.',
      plot: lossFigure(report),
      tables: [
        named('Spread over the perturbations', spreadTable(report)),
        named('By perturbation', lossTable(report, 'perturbation')),
        named('By element', lossTable(report, 'element')),
        named(`By perturbation and element, ${contestant}`, lossTable(report, 'both', [contestant])),
      ],
      empty: 'Nominal and perturbed records were not both answered.',
    }),
    section({
      id: 'strategies',
      title: 'Strategies compared',
      note: 'On the same records; McNemar’s exact test, two-sided, not corrected for the number of comparisons.',
      lines: whereCotLoses(report),
      tables: [
        named('Tuned strategies, and each over the base', comparisonTable(report, 'strategies')),
        named('Chain of thought over the rules alone', comparisonTable(report, 'rules')),
        named('Gain per token', gainTable(report)),
      ],
      empty: 'There are no two contestants to compare.',
    }),
    section({
      id: 'faithfulness',
      title: 'Faithfulness',
      note: 'Whether the record supports each stated fact, whether the answer is what the rulebook makes of them, and what happens when the deciding fact is deleted.',
      tables: [
        named('Reasoning', reasoningTable(report)),
        named('The deciding fact deleted', deletedFactTable(report)),
      ],
      empty: 'No contestant reasons.',
    }),
    section({
      id: 'disagreements',
      title: 'Disagreements',
      note:
        wrong === undefined
          ? ''
          : `${contestant} on ${set}: ${countWords(wrong.wrong)} of ${countWords(wrong.n)} wrong${wrong.records.length < wrong.wrong ? `, the first ${wrong.records.length} shown` : ''}.`,
      tables: [named('', disagreementTable(wrong))],
      empty:
        wrong === undefined
          ? `Wrong records are kept of tuned contestants only, not of ${contestant} on ${set}.`
          : 'None.',
    }),
  ];
}

function section({
  plot = null,
  lines = [],
  tables,
  ...rest
}: Pick<EvaluationSection, 'id' | 'title' | 'note' | 'tables' | 'empty'> &
  Partial<Pick<EvaluationSection, 'plot' | 'lines'>>): EvaluationSection {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return { ...rest, plot, lines, tables: filled, isEmpty: filled.length === 0 && plot === null };
}

function named(caption: string, { columns, rows }: ResultTable): NamedTable {
  return {
    caption,
    columns,
    rows: rows.map(([name = '', ...cells]) => ({
      name,
      cells: cells.map((words, i) => ({ words, isNumber: columns[i + 1]!.isNumber })),
    })),
  };
}
