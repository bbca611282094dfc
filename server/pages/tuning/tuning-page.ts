import type { CsvTable } from '../../http/csv.ts';
import type { Page } from '../../http/respond.ts';
import { percentWords } from '../../http/view-formats.ts';
import type { Words } from '../../http/words.ts';
import { progressOf } from '../../jobs/job-progress.ts';
import type { Promotion } from '../../store/promotion-table.ts';
import type { TuningRun } from '../../store/tuning-rows.ts';
import type { LossHistory } from '../../tuning/loss-history.ts';
import { inWords, toJobView } from '../job-page.ts';
import { curvesPlot } from '../plots/curves-plot.ts';
import { isActive, type RunRow, settingsOf, toRunRow } from './run-row.ts';
import { settingRows } from './setting-rows.ts';
import { lossWords } from './tuning-list-page.ts';

/** What the page of a run is made of. */
export interface TuningPageParts {
  readonly run: TuningRun;
  /** Null where the folder of the run is not on this machine. */
  readonly history: LossHistory | null;
  readonly inForce: ReadonlyMap<string, Promotion>;
  readonly now: Date;
}

/** One tuning run: its curves, how far it is, what it was started with, and what can be done with it. */
export function tuningPage({ run, history, inForce, now }: TuningPageParts, words: Words): Page {
  const { job } = run;
  const row = toRunRow(run, inForce);
  const progress = progressOf(job, now);
  const view = inWords(toJobView(progress), words);
  const share = Math.floor((100 * job.stepsDone) / Math.max(1, row.stepsTotal));
  const servingSha256 = row.isServing ? inForce.get(row.strategy)?.adapter?.sha256 : null;
  return {
    view: 'tuning',
    title: isActive(run) ? words.t('tuning.progressTitle', { share, name: row.name }) : row.name,
    section: 'tuning',
    isLive: isActive(run),
    model: {
      row,
      job: view,
      failure: job.failure,
      isServing: row.isServing && servingSha256 === row.adapterSha256,
      wasBetter: row.isServing && servingSha256 !== row.adapterSha256,
      canStop: isActive(run) && !job.isCancelRequested,
      canResume: job.state === 'failed' || job.state === 'cancelled',
      canPromote: !isActive(run) && row.adapterSha256 !== null && servingSha256 !== row.adapterSha256,
      lossWords: lossWords(row.bestLoss),
      rate: progress.ratePerS === null ? null : progress.ratePerS.toPrecision(2),
      countWords: countWords(row, words),
      settings: settingRows(settingsOf(run), words),
      ...curveViews(history, words),
    },
    json: {
      kind: 'tuning-run',
      run: row,
      settings: settingsOf(run),
      job: { ...toJobView(progress), jobKind: job.kind },
      history,
    },
    csv: toCsv(history),
  };
}

/** How many examples a run has, piece by piece; null before it has begun. */
function countWords(row: RunRow, words: Words): string | null {
  const { trainingExamples: training, validationExamples: validation, reviews, reviewsLeftOut } = row;
  if (training === null || validation === null) return null;
  return [
    words.t('tuning.counts.words', { training, validation }),
    ...(reviews ? [words.t('tuning.counts.labels', { labels: reviews })] : []),
    ...(reviewsLeftOut ? [words.t('tuning.counts.leftOut', { leftOut: reviewsLeftOut })] : []),
  ].join(' · ');
}

function curveViews(history: LossHistory | null, words: Words) {
  if (history === null || history.training.length === 0)
    return { hasCurves: false, isElsewhere: history === null, lossPlot: null, rightPlot: null };
  const { training, validation } = history;
  const last = validation.at(-1);
  const lossOf = ({ step, loss }: { step: number; loss: number }) => ({ step, value: loss });
  const described = (id: string, title: string, description: string) => ({ id, title, description });
  const lossNow = { training: lossWords(training.at(-1)!.loss), validation: lossWords(last?.loss ?? null) };
  const rightNow = { share: last?.exactMatch == null ? '–' : percentWords(last.exactMatch) };
  const step = words.t('tuning.plot.step');
  const lastStep = training.at(-1)!.step;
  return {
    hasCurves: true,
    isElsewhere: false,
    lossPlot: curvesPlot(
      described('loss', words.t('tuning.curves.loss'), words.t('tuning.curves.lossWords', lossNow)),
      { step, value: words.t('tuning.plot.loss'), scale: 'logarithmic', lastStep },
      [
        { name: words.t('tuning.plot.training'), points: training.map(lossOf), isMarked: false },
        { name: words.t('tuning.plot.validation'), points: validation.map(lossOf), isMarked: true },
      ],
    ),
    rightPlot:
      validation.length === 0
        ? null
        : curvesPlot(
            described('right', words.t('tuning.curves.right'), words.t('tuning.curves.rightWords', rightNow)),
            { step, value: words.t('tuning.plot.right'), scale: 'percent', lastStep },
            [
              {
                name: words.t('tuning.plot.validation'),
                points: validation.flatMap(({ step: at, exactMatch }) =>
                  exactMatch === null ? [] : [{ step: at, value: 100 * exactMatch }],
                ),
                isMarked: true,
              },
            ],
          ),
  };
}

/** One row a step; the measurements of the held-out examples stand in the row of their step. */
function toCsv(history: LossHistory | null): CsvTable {
  const measured = new Map(history?.validation.map((point) => [point.step, point]));
  return {
    columns: ['step', 'training_loss', 'validation_loss', 'exact_match', 'step_s'],
    rows: (history?.training ?? []).map(({ step, loss, seconds }) => {
      const held = measured.get(step);
      return [step, loss, held?.loss ?? null, held?.exactMatch ?? null, seconds];
    }),
  };
}
