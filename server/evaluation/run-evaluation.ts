import { join } from 'node:path';
import { AppError } from '#errors';
import type { EvaluatedSet, Outcome } from '#tuner';
import { batchSize } from './ask-model.ts';
import type { Entrant, OpenEntrant } from './entrant.ts';
import { isTriedOn } from './evaluation-choices.ts';
import { keptNowhere, openOutcomeFile } from './outcome-file.ts';
import type { RecordGroup } from './record-sets.ts';

export interface Evaluation {
  readonly entrants: readonly Entrant[];
  readonly groups: readonly RecordGroup[];
  readonly seed: number;
  /** Folder that keeps every outcome; null keeps none. */
  readonly runDir: string | null;
  readonly signal: AbortSignal;
  /** Called after each batch with the records done, all contestants and sets together. */
  readonly tell: (done: number, note: string) => void;
}

export interface FinishedEvaluation {
  readonly sets: readonly EvaluatedSet[];
  /** The model that was asked; null when only baselines were. */
  readonly model: OpenEntrant['model'];
}

const groupsFor = (entrant: Entrant, groups: readonly RecordGroup[]): readonly RecordGroup[] =>
  groups
    .filter(({ name }) => isTriedOn(entrant, name))
    .map((group) => ({ ...group, records: group.records.slice(0, entrant.atMost) }));

/** Records that an evaluation will put to its contestants. */
export const recordsToAsk = ({ entrants, groups }: Pick<Evaluation, 'entrants' | 'groups'>): number =>
  entrants.flatMap((entrant) => groupsFor(entrant, groups)).reduce((sum, { records }) => sum + records.length, 0);

/**
 * Puts every group of records to every contestant. With a run folder, what a stopped evaluation had answered is not asked
 * again.
 *
 * @throws AppError `server.interrupted` after Ctrl-C, `server.evaluation_differs`
 */
export async function runEvaluation(evaluation: Evaluation): Promise<FinishedEvaluation> {
  const sets: EvaluatedSet[] = [];
  let model: OpenEntrant['model'] = null;
  for (const entrant of evaluation.entrants) {
    const opened = await entrant.open();
    model ??= opened.model;
    try {
      for (const group of groupsFor(entrant, evaluation.groups)) {
        const done = sets.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
        const outcomes = await outcomesOf(opened, group, evaluation, done);
        sets.push({ contestant: opened.contestant, set: group.name, outcomes });
      }
    } finally {
      await opened.close();
    }
  }
  return { sets, model };
}

async function outcomesOf(
  { contestant, model, answer }: OpenEntrant,
  group: RecordGroup,
  { seed, runDir, signal, tell }: Evaluation,
  doneBefore: number,
): Promise<readonly Outcome[]> {
  const { key, adapter } = contestant;
  const origin = {
    contestant: key,
    model: model?.sha256 ?? null,
    adapter: adapter?.sha256 ?? null,
    set: group.name,
    seed,
  };
  const name = `${key}.${group.name}`.replaceAll(/[ /]/g, '-');
  const file = runDir === null ? keptNowhere : await openOutcomeFile(join(runDir, `${name}.ndjson`), origin);
  const outcomes = file.known.slice(0, group.records.length);
  while (outcomes.length < group.records.length) {
    if (signal.aborted) throw interrupted(`${key}, ${group.name}, ${outcomes.length} of ${group.records.length}`);
    const batch = await answer(group, outcomes.length, batchSize);
    await file.append(batch);
    outcomes.push(...batch);
    tell(doneBefore + outcomes.length, `${key} ${group.name}`);
  }
  return outcomes;
}

const interrupted = (place: string): AppError =>
  new AppError('server.interrupted', `Stopped within ${place}.`, {
    hint: 'with --run DIR the same command keeps what was answered',
  });
