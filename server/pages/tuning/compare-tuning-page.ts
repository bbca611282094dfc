import type { Page } from '../../http/respond.ts';
import { percentWords } from '../../http/view-formats.ts';
import { english, type Words } from '../../http/words.ts';
import type { Promotion } from '../../store/promotion-table.ts';
import type { TuningRun } from '../../store/tuning-rows.ts';
import type { LossHistory } from '../../tuning/loss-history.ts';
import { curvesPlot } from '../plots/curves-plot.ts';
import { seriesCount } from '../plots/series-marks.ts';
import { type RunRow, settingsOf, toRunRow } from './run-row.ts';
import { settingRows } from './setting-rows.ts';
import { lossWords } from './tuning-list-page.ts';

/** Most runs that are told apart in one plot. */
export const mostCompared = seriesCount;

/** A run with what it measured; null where its folder is not on this machine. */
export interface ComparedRun {
  readonly run: TuningRun;
  readonly history: LossHistory | null;
}

/** Runs side by side: the settings that differ, the held-out losses in one plot, the results. */
export function compareTuningPage(
  compared: readonly ComparedRun[],
  inForce: ReadonlyMap<string, Promotion>,
  words: Words,
): Page {
  const rows = compared.map(({ run }) => toRunRow(run, inForce));
  const digests = new Set(rows.map(({ validationSha256 }) => validationSha256));
  const isComparable = digests.size === 1 && !digests.has(null);
  const runs = compared.map(({ run }) => run);
  return {
    view: 'tuning-compare',
    title: words.t('tuning.compare.title'),
    section: 'tuning',
    model: {
      rows: rows.map((row) => ({ ...row, lossWords: lossWords(row.bestLoss), href: `/tuning/${row.run}` })),
      heads: rows.map((row) => headWords(row, words)),
      isComparable,
      differing: differingSettings(runs, words),
      plot: comparedCurves(compared, rows, words),
    },
    json: { kind: 'tuning-comparison', rows, isComparable, differing: differingSettings(runs, english) },
    csv: {
      columns: ['run', 'name', 'step', 'validation_loss', 'exact_match'],
      rows: compared.flatMap(({ history }, i) =>
        (history?.validation ?? []).map(({ step, loss, exactMatch }) => [
          rows[i]!.run,
          rows[i]!.name,
          step,
          loss,
          exactMatch,
        ]),
      ),
    },
  };
}

const headWords = ({ run }: RunRow, words: Words): string => words.t('tuning.ofRun', { run });

/** Settings that are not the same in all runs, each with its value in each; a dash where a run has none such. */
function differingSettings(runs: readonly TuningRun[], words: Words) {
  const told = runs.map((run) => new Map(settingRows(settingsOf(run), words).map((row) => [row.name, row])));
  const names = [...new Set(told.flatMap((rows) => [...rows.keys()]))];
  return names
    .map((name) => ({
      name,
      label: told.find((rows) => rows.has(name))!.get(name)!.label,
      values: told.map((rows) => rows.get(name)?.value ?? '–'),
    }))
    .filter(({ values }) => new Set(values).size > 1);
}

function comparedCurves(compared: readonly ComparedRun[], rows: readonly RunRow[], words: Words) {
  if (compared.every(({ history }) => (history?.validation.length ?? 0) === 0)) return null;
  const description = rows.map((row) =>
    words.t('tuning.compare.words', {
      name: headWords(row, words),
      loss: lossWords(row.bestLoss),
      share: row.bestExactMatch === null ? '–' : percentWords(row.bestExactMatch),
    }),
  );
  return curvesPlot(
    { id: 'compared', title: words.t('tuning.compare.loss'), description: description.join(' ') },
    { step: words.t('tuning.plot.step'), value: words.t('tuning.plot.loss'), scale: 'logarithmic' },
    compared.map(({ history }, i) => ({
      name: headWords(rows[i]!, words),
      points: (history?.validation ?? []).map(({ step, loss }) => ({ step, value: loss })),
      isMarked: true,
    })),
  );
}
