import { type PerturbationName, perturbationNames } from '#domain';
import { AppError } from '#errors';
import type { Generator } from '#model';
import type { Strategy } from '#prompts';
import type { Verdict } from '#tuner';
import { createAssessor } from '../assess/assessor.ts';
import type { EvaluationRow, Identity, ModelName, PerturbationRow } from './evaluation-report.ts';
import type { SetName, SimulatedCase } from './simulated-set.ts';
import type { Terminal } from './terminal.ts';

/** One model, asked one way, about one set. */
export interface Cell {
  readonly generator: Generator;
  readonly model: ModelName;
  readonly strategy: Strategy;
  readonly set: SetName;
  readonly cases: readonly SimulatedCase[];
  readonly seed: number;
}

/** A finished cell, and everything that it depends on. */
export interface FinishedCell {
  readonly key: string;
  readonly model: Identity;
  readonly adapter: Identity | null;
  readonly row: EvaluationRow;
  readonly perturbations: readonly PerturbationRow[];
}

/**
 * Classifies a set and scores it.
 *
 * @param tell  called after each batch with the number of targets done
 * @throws AppError `server.interrupted` after Ctrl-C
 */
export async function evaluateCell(
  terminal: Terminal,
  cell: Cell,
  tell: (done: number, note: string) => void,
): Promise<FinishedCell> {
  const { accuracyOf, isExact, wilsonInterval } = await import('#tuner');
  const { generator, model, strategy, set, cases } = cell;
  const n = cases.length;
  const verdicts: (Verdict & Pick<SimulatedCase, 'perturbation'>)[] = [];
  let tokens = 0;
  const startMs = terminal.nowMs();
  const evidences = cases.map(({ evidence }) => evidence);
  for await (const batch of createAssessor(generator).batches(evidences, strategy)) {
    for (const { motion, operation, task, outputTokens } of batch) {
      const { truth, perturbation } = cases[verdicts.length]!;
      verdicts.push({
        truth,
        perturbation,
        answer: { motion: motion.label, operation: operation.label, task: task.label },
      });
      tokens += outputTokens;
    }
    tell(verdicts.length, `${model} ${strategy} ${set}`);
    if (terminal.signal.aborted) {
      const place = `${model} ${strategy} ${set}, ${verdicts.length} of ${n}`;
      throw new AppError('server.interrupted', `Stopped within ${place}.`, {
        hint: 'with -o FILE the same command keeps the finished cells',
      });
    }
  }
  const seconds = (terminal.nowMs() - startMs) / 1000;
  const pace = { tokensPerRecord: tokens / n, secondsPerRecord: seconds / n };
  const rightUnder = (kind: PerturbationName) => {
    const own = verdicts.filter(({ perturbation }) => perturbation === kind);
    return { model, strategy, kind, n: own.length, exactMatch: wilsonInterval(own.filter(isExact).length, own.length) };
  };
  return {
    key: keyOf(cell),
    model: generator.model,
    adapter: generator.adapter,
    row: { model, strategy, set, ...accuracyOf(verdicts), ...pace },
    perturbations: set === 'perturbed' ? perturbationNames.map(rightUnder) : [],
  };
}

/** Everything a cell's result depends on, in one line. */
export const keyOf = ({ generator, model, strategy, set, cases, seed }: Cell): string =>
  [model, strategy, set, cases.length, seed, generator.model.sha256, generator.adapter?.sha256 ?? 'none'].join(' ');
