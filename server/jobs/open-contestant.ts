import { AppError } from '#errors';
import { instructionOf } from '#prompts';
import type { Contestant, EvaluatedSet, Outcome, SetName } from '#tuner';
import { type AskedModel, askModel, askTold } from '../evaluation/ask-model.ts';
import { type OwnRecord, rulesOnOwn, toldOfOwn } from '../evaluation/ask-own.ts';
import { computeAside } from '../evaluation/compute-aside.ts';
import type { EvaluatedModels } from '../evaluation/evaluated-models.ts';
import { atMostOf, isTriedOn, type PlannedContestant } from '../evaluation/evaluation-choices.ts';
import type { RecordGroup } from '../evaluation/record-sets.ts';

/** Who answered: kept with the answers, so that no other can go on in its place. */
export interface AnswerOrigin {
  readonly contestant: Contestant;
  /** Null without a model. */
  readonly model: { readonly name: string; readonly sha256: string } | null;
}

/** A contestant that can be asked about the records of an evaluation. */
export interface OpenContestant {
  readonly origin: AnswerOrigin;
  /** Records asked together. */
  readonly batchSize: number;
  /** Records of a set that are put to it. */
  sizeOf(set: SetName): Promise<number>;
  outcomes(set: SetName, from: number, count: number): Promise<readonly Outcome[]>;
}

/** The records of an evaluation: groups of the data set, or own ones that are fetched as they are asked. */
export type EvaluatedRecords =
  | { readonly what: 'sets'; readonly seed: number; groups(): Promise<readonly RecordGroup[]> }
  | {
      readonly what: 'labels';
      readonly size: number;
      fetch(from: number, count: number): Promise<readonly OwnRecord[]>;
    };

/** Records a model is asked about together; a page that asks the model waits for as many at most. */
const recordsPerQuestion = 16;
/** Answers that need no model are kept so many at a time. */
const recordsPerRow = 256;

/** Opens a contestant; a baseline learns, and answers everything, at its first question. */
export async function openContestant(
  planned: PlannedContestant,
  records: EvaluatedRecords,
  models: EvaluatedModels,
  signal: AbortSignal,
): Promise<OpenContestant> {
  if (planned.kind !== 'baseline') return openModel(planned, records, models);
  const { key, kind } = planned;
  const contestant: Contestant = { key, kind, strategy: null, method: null, adapter: null, instructionTokens: 0 };
  const shape = { origin: { contestant, model: null }, batchSize: recordsPerRow };
  if (records.what === 'labels')
    return {
      ...shape,
      sizeOf: async () => records.size,
      outcomes: async (_, from, count) => (await records.fetch(from, count)).map(rulesOnOwn),
    };
  const groups = async () => (await records.groups()).filter(({ name }) => isTriedOn(planned, name));
  let answering: Promise<readonly EvaluatedSet[]> | undefined;
  const answer = async () => {
    const asked = await groups();
    const { outcomes } = await computeAside(
      { kind: 'baseline', name: planned.name, seed: records.seed, groups: asked },
      signal,
    );
    return asked.map(({ name }, i) => ({ contestant, set: name, outcomes: outcomes[i]! }));
  };
  return {
    ...shape,
    sizeOf: async (set) => groupIn(await groups(), set).records.length,
    async outcomes(set, from, count) {
      answering ??= answer();
      const found = (await answering).find((one) => one.set === set);
      return (found?.outcomes ?? []).slice(from, from + count);
    },
  };
}

async function openModel(
  planned: PlannedContestant & { readonly kind: 'base' | 'tuned' },
  records: EvaluatedRecords,
  models: EvaluatedModels,
): Promise<OpenContestant> {
  const { key, kind, strategy } = planned;
  const { generator, method } = await models.modelFor(kind, strategy);
  const { model, adapter } = generator;
  const instructionTokens = await models.countTokens(instructionOf(strategy));
  const asked: AskedModel = { generator, strategy, nowMs: () => performance.now() };
  const group = async (set: SetName) => {
    const found = records.what === 'sets' ? groupIn(await records.groups(), set) : undefined;
    return found && { ...found, records: found.records.slice(0, atMostOf(planned)) };
  };
  return {
    origin: { contestant: { key, kind, strategy, method, adapter, instructionTokens }, model },
    batchSize: recordsPerQuestion,
    sizeOf: async (set) => (records.what === 'labels' ? records.size : (await group(set))!.records.length),
    async outcomes(set, from, count) {
      if (records.what === 'labels') return askTold(asked, (await records.fetch(from, count)).map(toldOfOwn));
      const { motion, records: all } = (await group(set))!;
      return askModel({ ...asked, motion }, all.slice(from, from + count));
    },
  };
}

const groupIn = (groups: readonly RecordGroup[], set: SetName): RecordGroup => {
  const found = groups.find(({ name }) => name === set);
  if (found === undefined) throw new AppError('server.unexpected', `Expected records of ${set}, got none.`);
  return found;
};

/** @throws AppError `server.evaluation_differs` when an earlier piece was answered by another model or adapter */
export function requireSame(before: AnswerOrigin, now: AnswerOrigin): void {
  const told = ({ contestant, model }: AnswerOrigin) =>
    [model?.sha256 ?? 'no model', contestant.adapter?.sha256 ?? 'no adapter'].join(' with ');
  if (told(before) === told(now)) return;
  const message = `Expected ${now.contestant.key} to go on with ${told(before)}, got ${told(now)}.`;
  throw new AppError('server.evaluation_differs', message, {
    hint: 'begin a new evaluation; the model or the adapter has changed since this one was begun',
  });
}
