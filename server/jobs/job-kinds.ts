import { type ClassificationDeps, classificationKind } from './classification-kind.ts';
import { type DistributedDeps, distributedKind } from './distributed-kind.ts';
import { type EvaluationDeps, evaluationKind } from './evaluation-kind.ts';
import { type ImportDeps, importKind } from './import-kind.ts';
import type { JobKind } from './job-kind.ts';
import { type TuningDeps, tuningKind } from './tuning-kind.ts';

/** What the kinds of jobs work with. */
export type JobKindDeps = ImportDeps & ClassificationDeps & DistributedDeps & TuningDeps & EvaluationDeps;

/** Every kind of job, a line each. */
export const jobKinds = (deps: JobKindDeps): readonly JobKind[] => [
  importKind(deps),
  classificationKind(deps),
  distributedKind(deps),
  tuningKind(deps),
  evaluationKind(deps),
];
