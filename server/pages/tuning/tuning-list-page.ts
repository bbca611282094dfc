import { address } from '../../http/address.ts';
import type { CsvTable } from '../../http/csv.ts';
import { toPageToken } from '../../http/page-token.ts';
import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import { progressOf } from '../../jobs/job-progress.ts';
import type { Store } from '../../store/open-store.ts';
import { inWords, toJobView } from '../job-page.ts';
import { isActive, promotionsInForce, type RunRow, toRunRow } from './run-row.ts';
import { servingRows, servingViews } from './serving-view.ts';

/** Runs on one page of the list. */
export const runsPerPage = 50;

/** Which runs the list shows. */
export interface TuningListQuery {
  readonly limit: number;
  readonly offset: number;
}

/** Every tuning run, newest first, under what answers for each strategy now. */
export async function tuningListPage(store: Store, query: TuningListQuery, now: Date, words: Words): Promise<Page> {
  const [{ rows: runs, matching }, promotions] = await Promise.all([store.tuning.list(query), store.promotions.list()]);
  const inForce = promotionsInForce(promotions);
  const rows = runs.map((run) => toRunRow(run, inForce));
  const nextOffset = query.offset + runs.length;
  const next = nextOffset < matching ? toPageToken(nextOffset) : null;
  return {
    view: 'tuning-list',
    title: words.t('tuning.title'),
    section: 'tuning',
    isLive: runs.some(isActive),
    model: {
      words: words.t('tuning.count', { count: matching }),
      active: runs.filter(isActive).map(({ job }) => inWords(toJobView(progressOf(job, now)), words)),
      serving: servingViews(inForce, words),
      canCompare: rows.length > 1,
      rows: rows.map((row) => ({
        ...row,
        href: `/tuning/${row.run}`,
        chooseWords: words.t('tuning.chooseRun', { run: row.run, name: row.name }),
        lossWords: lossWords(row.bestLoss),
      })),
      nextHref: next === null ? null : address('/tuning', { next }),
    },
    json: { kind: 'tuning-runs', matching, serving: servingRows(inForce), rows, next },
    csv: toCsv(rows),
  };
}

/** A loss as pages tell it; a dash for none. */
export const lossWords = (loss: number | null): string => (loss === null ? '–' : loss.toFixed(4));

const columns = {
  run: 'run',
  name: 'name',
  strategy: 'strategy',
  method: 'method',
  learningRate: 'learning_rate',
  source: 'source',
  trainingExamples: 'training_examples',
  validationExamples: 'validation_examples',
  reviews: 'reviews',
  reviewsLeftOut: 'reviews_left_out',
  stepsDone: 'steps_done',
  stepsTotal: 'steps_total',
  endedEarly: 'ended_early',
  trainedParameters: 'trained_parameters',
  bestStep: 'best_step',
  bestLoss: 'best_loss_nats_per_token',
  bestExactMatch: 'best_exact_match',
  adapterSha256: 'adapter_sha256',
  validationSha256: 'validation_sha256',
  state: 'state',
  isServing: 'is_serving',
  startedBy: 'started_by',
  createdUtc: 'created_utc',
  startedUtc: 'started_utc',
  finishedUtc: 'finished_utc',
} as const satisfies Readonly<Record<keyof RunRow, string>>;

/** Runs as a table. */
const toCsv = (rows: readonly RunRow[]): CsvTable => ({
  columns: Object.values(columns),
  rows: rows.map((row) => Object.keys(columns).map((name) => row[name as keyof RunRow])),
});
