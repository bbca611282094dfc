import { nominalRecords } from '#domain';
import type { AccuracyGate, Generator } from '#model';
import type { Strategy } from '#prompts';
import { isExact, mcnemar, pointsOf } from '#tuner';
import { askModel, batchSize } from './ask-model.ts';

export interface GateQuestion {
  readonly strategy: Strategy;
  readonly seed: number;
  /** Records of the validation split. */
  readonly n: number;
  readonly nowMs: () => number;
  /** Told of records answered, those of both models together. */
  readonly onAnswered?: (done: number) => void;
}

/** A model that is opened when its turn comes and closed after it, so that only one is in memory. */
type Opening = <T>(work: (generator: Generator) => Promise<T>) => Promise<T>;

/** Asks a rounded model and its float32 model the same records and counts who is right. */
export async function measureGate(model: Opening, reference: Opening, question: GateQuestion): Promise<AccuracyGate> {
  const { strategy, seed, n, onAnswered } = question;
  const records = [...nominalRecords({ split: 'validation', seed, count: n })];
  const rightOf = (before: number) => async (generator: Generator) => {
    const right: boolean[] = [];
    for (let from = 0; from < n; from += batchSize) {
      const batch = records.slice(from, from + batchSize);
      const outcomes = await askModel({ generator, strategy, motion: 'seen', nowMs: question.nowMs }, batch);
      right.push(...outcomes.map(isExact));
      onAnswered?.(before + right.length);
    }
    return { right, sha256: generator.model.sha256, adapterSha256: generator.adapter?.sha256 ?? null };
  };
  const ofReference = await reference(rightOf(0));
  const ofModel = await model(rightOf(n));
  const compared = mcnemar(ofReference.right, ofModel.right);
  const { points, low, high } = pointsOf(compared);
  const bothRight = ofReference.right.filter((isRight, i) => isRight && ofModel.right[i]).length;
  return {
    modelSha256: ofModel.sha256,
    referenceSha256: ofReference.sha256,
    adapterSha256: ofModel.adapterSha256,
    strategy,
    seed,
    n,
    bothRight,
    onlyReferenceRight: compared.onlyA,
    onlyModelRight: compared.onlyB,
    neitherRight: n - bothRight - compared.onlyA - compared.onlyB,
    lossPoints: points,
    lossLowPoints: low,
    lossHighPoints: high,
    pValue: compared.pValue,
  };
}
