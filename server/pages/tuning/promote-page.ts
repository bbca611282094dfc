import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import type { Promotion } from '../../store/promotion-table.ts';
import type { TuningRun } from '../../store/tuning-rows.ts';
import { type RunRow, toRunRow } from './run-row.ts';
import { adapterWords } from './serving-view.ts';
import { lossWords } from './tuning-list-page.ts';

/** Below so many held-out examples the figures of a run are told to be shaky. */
const fewHeldOut = 30;

/** What a promotion would change. */
export interface PromoteParts {
  readonly run: TuningRun;
  /** The promotion in force for the strategy, and the run its adapter came from. */
  readonly current: Promotion | undefined;
  readonly currentRun: TuningRun | undefined;
  readonly inForce: ReadonlyMap<string, Promotion>;
}

/** Asks to confirm a promotion, by showing what answers now beside what would. */
export function promotePage({ run, current, currentRun, inForce }: PromoteParts, words: Words): Page {
  const row = toRunRow(run, inForce);
  const now = currentRun === undefined ? null : toRunRow(currentRun, inForce);
  const isComparable = now !== null && now.validationSha256 === row.validationSha256;
  const isWorse = isComparable && (row.bestExactMatch ?? 0) < (now.bestExactMatch ?? 0);
  return {
    view: 'tuning-promote',
    title: words.t('tuning.promote.title', { run: row.run }),
    section: 'tuning',
    model: {
      row,
      replaces: current?.id ?? 'shipped',
      now: {
        words: adapterWords({ run: current?.adapter?.jobId ?? null }, words),
        sha256: current?.adapter?.sha256 ?? null,
        ...figures(now),
      },
      promoted: { words: adapterWords(row, words), sha256: row.adapterSha256, ...figures(row) },
      isMeasured: now !== null,
      isIncomparable: now !== null && !isComparable,
      isWorse,
      fewCount: (row.validationExamples ?? 0) < fewHeldOut ? row.validationExamples : null,
    },
    json: {
      kind: 'promotion-request',
      post: `/tuning/${row.run}/promote`,
      fields: { replaces: current === undefined ? 'shipped' : String(current.id) },
      run: row,
      replaces: { promotion: current?.id ?? null, run: now, adapterSha256: current?.adapter?.sha256 ?? null },
      isComparable,
    },
  };
}

const figures = (row: RunRow | null) => ({
  loss: lossWords(row?.bestLoss ?? null),
  exactMatch: row?.bestExactMatch ?? null,
  heldOut: row?.validationExamples ?? null,
});
