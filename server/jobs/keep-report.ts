import type { EvaluatedSet, EvaluationReport, Outcome } from '#tuner';
import { computeAside } from '../evaluation/compute-aside.ts';
import { labeledTargetsIn, type ReportedTarget } from '../evaluation/reported-target.ts';
import type { Headline } from '../store/evaluation-rows.ts';
import type { Store } from '../store/open-store.ts';
import { type EvaluationSettings, plannedSetsOf } from './evaluation-plan.ts';
import { labelsOf } from './evaluation-records.ts';
import type { JobOf } from './job-kind.ts';
import type { AnswerOrigin } from './open-contestant.ts';

interface ReportDeps {
  readonly store: Store;
  now(): Date;
}

/** Stands in the report of an evaluation of baselines alone. */
const noModel = { name: 'none', sha256: 'none' } as const;

/** Makes the report of an evaluation whose contestants have answered everything, and keeps it. */
export async function keepReport({ store, now }: ReportDeps, job: JobOf<EvaluationSettings>, signal: AbortSignal) {
  const { id: jobId, settings, startedBy } = job;
  const { sets, model } = await answeredSets(store, jobId, settings);
  const createdUtc = now();
  const seed = settings.what === 'sets' ? settings.seed : 0;
  const origin = { createdUtc: createdUtc.toISOString(), seed, model: model ?? noModel };
  const report = await computeAside({ kind: 'report', sets, origin }, signal);
  const targets = settings.what === 'labels' ? labeledTargetsIn(await labelsOf(store, settings)) : undefined;
  const adapters = report.contestants.flatMap(({ key, adapter }) =>
    adapter === null ? [] : [{ contestant: key, name: adapter.name, sha256: adapter.sha256 }],
  );
  const evaluation = { jobId, startedBy, settings, model: report.model, adapters, headline: headlineOf(report) };
  await store.evaluations.insert(evaluation, withTargets(report, targets), createdUtc);
}

const withTargets = (report: EvaluationReport, targets: readonly ReportedTarget[] | undefined): object =>
  targets === undefined ? report : { ...report, targets };

/** Everything that was answered, contestant by contestant; a set in which no record was left is none. */
async function answeredSets(store: Store, jobId: number, settings: EvaluationSettings) {
  const sets: EvaluatedSet[] = [];
  let model: AnswerOrigin['model'] = null;
  for (const { contestant: planned, set } of plannedSetsOf(settings)) {
    const origin = (await store.evaluations.originOf(jobId, planned.key)) as AnswerOrigin;
    model ??= origin.model;
    const place = { jobId, contestant: planned.key, recordSet: set };
    const outcomes = (await store.evaluations.outcomesOf(place)) as Outcome[];
    sets.push({ contestant: origin.contestant, set, outcomes });
  }
  return { sets, model };
}

/** Contestants in the order in which one of them speaks for an evaluation. */
const speakers = ['tuned/cot', 'tuned/instruction', 'tuned/basic', 'base/cot'];
/** Sets in the same order. */
const spokenSets = ['own labels', 'nominal', 'perturbed', 'true facts'];

/** What a list tells of a report: the first of the best that it has. */
function headlineOf({ rows }: EvaluationReport): Headline | null {
  const rank = (order: readonly string[], name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const [row] = rows.toSorted(
    (a, b) =>
      rank(spokenSets, a.set) - rank(spokenSets, b.set) || rank(speakers, a.contestant) - rank(speakers, b.contestant),
  );
  if (row === undefined) return null;
  const { contestant, set, exactMatch } = row;
  return { contestant, set, correct: exactMatch.correct, n: exactMatch.n };
}
