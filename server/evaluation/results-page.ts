import { english } from '../http/words.ts';
import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { besidePaperTable } from './beside-paper.ts';
import { claimsOf } from './claims.ts';
import { figureCard } from './figure-card.ts';
import { levelOrder, setOrder, tunedWith } from './find-in-report.ts';
import { type ResultTable, tableWith } from './markdown-table.ts';
import { countWords } from './number-words.ts';
import { lossFigure, reliabilityFigure, selectiveFigure } from './result-plots.ts';
import {
  accuracyTable,
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
  wrongTable,
} from './result-tables.ts';
import { whereCotLoses } from './where-cot-loses.ts';

/** The commands that make what the page shows. */
export interface ResultCommands {
  /** Makes the report, and with it every table and figure. */
  readonly evaluate: string;
  /** What has to be made before, in order: data, base, adapters. */
  readonly before: readonly { readonly what: string; readonly command: string }[];
}

/** A figure beside the page. */
export interface ResultFigure {
  /** File name; the page refers to it as `images/NAME`. */
  readonly name: string;
  readonly svg: string;
}

/** The page of results with its figures; every number of ours comes from the report. */
export function resultsPage(
  report: EvaluationReport,
  { commands }: { readonly commands: ResultCommands },
): { readonly markdown: string; readonly figures: readonly ResultFigure[] } {
  const cot = tunedWith(report, 'cot')?.key ?? '';
  const image = (name: string, svg: { readonly markup: string } | null) =>
    svg ? [{ name, svg: `${svg.markup}\n` }] : [];
  const figures = [
    ...image('reliability.svg', reliabilityFigure(report, cot, english, figureCard)),
    ...image('selective.svg', selectiveFigure(report, cot, english, figureCard)),
    ...image('losses.svg', lossFigure(report, english, figureCard)),
  ];
  const made = (table: ResultTable) => tableWith(table, commands.evaluate);
  const shown = (name: string, alt: string) =>
    figures.some((figure) => figure.name === name) ? `![${alt}](images/${name})` : '';
  const parts = [
    head(report, commands),
    section(
      'Targets',
      `Measured with 95 % intervals; whether a target is met goes by the estimate, and the last column says when the interval reaches beyond it. Tuned chain of thought is \`${cot}\`.`,
      made(claimTable(claimsOf(report))),
    ),
    section(
      'Beside the paper',
      'Jing, Sun, Dang, Wang 2025, Space Sci. Technol. 5:0271. **The sets differ:** the paper’s records are not public, and ours are flown, noisy and worded anew. Its figures are quoted, ours are measured.',
      made(besidePaperTable(report)),
    ),
    section(
      'Accuracy',
      accuracyNote,
      ...setOrder.flatMap((set) =>
        nonEmpty(accuracyTable(report, set), (table) => [`### ${capital(set)}`, made(table)]),
      ),
    ),
    section(
      'Labels one by one',
      'Recall has its interval; F2 counts recall twice as much as precision. Means over the labels that occur:',
      ...setOrder.flatMap((set) => nonEmpty(macroTable(report, set), (table) => [`### Means, ${set}`, made(table)])),
      ...classParts(report, cot, made),
    ),
    section(
      'Calibration',
      'Confidence is the probability of the whole answer as generated, against exact match. One temperature for each contestant is fitted on validation records. ECE over 15 bins of equal width, bootstrap intervals of 500 resamples.',
      shown('reliability.svg', `Reliability of ${cot}`),
      made(calibrationTable(report)),
    ),
    section(
      'Selective accuracy',
      'The fewest surest answers that cover at least 95 % of the records, by calibrated confidence.',
      shown('selective.svg', `Accuracy against coverage of ${cot}`),
      made(selectiveTable(report)),
    ),
    section(
      'Perturbations',
      'Exact match lost, in percentage points, against the same records unperturbed, with Newcombe’s interval for paired shares. Negative is a gain. The standard deviation is over the exact matches of the perturbations, as the paper reports it.',
      shown('losses.svg', 'Exact match lost under each perturbation'),
      made(spreadTable(report)),
      made(lossTable(report, 'perturbation')),
      '### By element',
      made(lossTable(report, 'element')),
      '### By perturbation and element',
      made(lossTable(report, 'both', tunedKeys(report))),
    ),
    section(
      'Strategies compared',
      'The same records answered by both; McNemar’s exact test, two-sided, not corrected for the number of comparisons.',
      made(comparisonTable(report, 'strategies')),
      '### Where chain of thought loses',
      loses(report),
      '### Gain per token',
      made(gainTable(report)),
    ),
    section(
      'Against the rules alone',
      'Physics reads the motion, the lexicon finds the facts in fields and remarks, the rulebook decides.',
      made(comparisonTable(report, 'rules')),
    ),
    section(
      'Faithfulness',
      'Whether the record supports each fact that the reasoning states, whether the answer is what the rulebook makes of the stated facts, and what happens when the fact that decides is deleted. An answer without reasoning counts as not faithful.',
      made(reasoningTable(report)),
      '### The deciding fact deleted',
      made(deletedFactTable(report)),
    ),
    section(
      'What goes wrong',
      'Wrong records of each tuned contestant:',
      made(wrongTable(report)),
      ...wrongParts(report, cot, made),
    ),
  ];
  return { markdown: `${parts.join('\n\n')}\n`, figures };
}

const accuracyNote =
  'Share of right answers with 95 % Wilson intervals. “All three” has motion, operation and task right at once; an answer that cannot be read is wrong. *True facts* has the motion as flown, *nominal* as read from noisy states, *perturbed* has one thing worse, *deleted fact* lacks the one that decides.';

function head(
  { createdUtc, seed, model, dataSha256, rows }: EvaluationReport,
  { evaluate, before }: ResultCommands,
): string {
  const records = setOrder.flatMap((set) => {
    const most = Math.max(0, ...rows.filter((one) => one.set === set).map(({ n }) => n));
    return most === 0 ? [] : [`${set} ${countWords(most)}`];
  });
  return `# Results

Simulated records of the test split that nothing was tuned on: ${records.join(', ')}; seed ${seed}. Model ${model.name}
(\`${model.sha256.slice(0, 12)}\`)${dataSha256 === null ? '' : `, data \`${dataSha256.slice(0, 12)}\``}, measured ${createdUtc}. Written by a command from its report; no number
is typed by hand. To repeat it:

${[...before, { what: 'this page', command: evaluate }].map(({ what, command }) => `- ${what}: \`${command}\``).join('\n')}`;
}

const section = (title: string, ...parts: readonly string[]): string =>
  [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');

const nonEmpty = (table: ResultTable, parts: (table: ResultTable) => readonly string[]): readonly string[] =>
  table.rows.length === 0 ? [] : parts(table);

const tunedKeys = ({ contestants }: EvaluationReport): string[] =>
  contestants.filter(({ kind }) => kind === 'tuned').map(({ key }) => key);

/** Labels and confusions of chain of thought from noisy states. */
function classParts(report: EvaluationReport, cot: string, made: (table: ResultTable) => string): readonly string[] {
  return levelOrder.flatMap((level) => {
    const found = classTableOf(report, cot, 'nominal', level);
    if (found === undefined) return [];
    const confusion = confusionTable(found);
    return [
      `### ${capital(level)}, \`${cot}\` on nominal`,
      made(classTable(found)),
      ...(confusion === null ? [] : ['True labels down, answers across:', made(confusion)]),
    ];
  });
}

function loses(report: EvaluationReport): string {
  const sentences = whereCotLoses(report);
  if (sentences.length > 0) return sentences.map((sentence) => `- ${sentence}`).join('\n');
  return 'In nothing that was measured here.';
}

/** The first wrong records of chain of thought on each set. */
function wrongParts(report: EvaluationReport, cot: string, made: (table: ResultTable) => string): readonly string[] {
  return report.disagreements
    .filter(({ contestant, records }) => contestant === cot && records.length > 0)
    .flatMap((entry) => {
      const first = { ...entry, records: entry.records.slice(0, 10) };
      return [
        `### \`${cot}\` on ${entry.set}: the first ${first.records.length} of ${countWords(entry.wrong)}`,
        made(disagreementTable(first)),
      ];
    });
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
