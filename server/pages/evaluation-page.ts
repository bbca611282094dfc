import type { Page } from '../http/respond.ts';
import { percentWords } from '../http/view-formats.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import { intervalBar, type ShareInterval } from './plots/interval-bar.ts';

type ReportRow = EvaluationReport['rows'][number];

const measures = [
  ['exactMatch', 'All three'],
  ['motion', 'Motion'],
  ['operation', 'Operation'],
  ['task', 'Task'],
] as const;

const modelOrder = ['tuned', 'base'];
const strategyOrder = ['cot', 'instruction', 'basic'];

/** Accuracy by model, strategy and set, chain of thought first; honest when nothing was measured. */
export function evaluationPage(report: EvaluationReport | null): Page {
  return {
    view: 'evaluation',
    title: 'Evaluation',
    section: 'evaluation',
    model: {
      report: report && { ...report, sets: setViews(report), comparison: comparisonOf(report) },
      measures: measures.map(([, label]) => label),
    },
    json: { kind: 'evaluation', report },
    csv: {
      columns: [
        'model',
        'strategy',
        'set',
        'n',
        ...measures.flatMap(([name]) => [name, `${name}_low`, `${name}_high`]),
        'tokens_per_record',
        'seconds_per_record',
      ],
      rows: (report?.rows ?? []).map((row) => [
        row.model,
        row.strategy,
        row.set,
        row.n,
        ...measures.flatMap(([name]) => [row[name].accuracy, row[name].low, row[name].high]),
        row.tokensPerRecord,
        row.secondsPerRecord,
      ]),
    },
  };
}

function setViews({ rows }: EvaluationReport) {
  return (['nominal', 'perturbed'] as const)
    .map((set) => ({
      set,
      rows: rows
        .filter((row) => row.set === set)
        .sort(byRank)
        .map(toRowView),
    }))
    .filter(({ rows }) => rows.length > 0);
}

const rank = ({ model, strategy }: ReportRow): number =>
  modelOrder.indexOf(model) * strategyOrder.length + strategyOrder.indexOf(strategy);
const byRank = (a: ReportRow, b: ReportRow): number => rank(a) - rank(b);

function toRowView(row: ReportRow) {
  return { ...row, shares: measures.map(([name]) => shareView(row[name])) };
}

const shareView = (share: ShareInterval) => ({ ...share, bar: intervalBar(share) });

/** Chain of thought against plain, in one sentence each; only for what was measured. */
function comparisonOf({ rows }: EvaluationReport): string[] {
  return (['nominal', 'perturbed'] as const).flatMap((set) => {
    const find = (strategy: string) =>
      rows.find((row) => row.model === 'tuned' && row.set === set && row.strategy === strategy);
    const [cot, plain] = [find('cot'), find('basic')];
    if (!cot || !plain) return [];
    const points = (cot.exactMatch.accuracy - plain.exactMatch.accuracy) * 100;
    const words = ({ n, exactMatch }: ReportRow) => `${percentWords(exactMatch.accuracy)} of ${n}`;
    const gap = `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)} points`;
    return [
      `On the ${set} set the tuned model gets all three levels right for ${words(cot)} with chain of thought and ${words(plain)} with the basic prompt (${gap}).`,
    ];
  });
}
