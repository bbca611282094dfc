import { type LabeledRecord, type Level, levels, type StandardFacts } from '#domain';
import type { Generation, Generator } from '#model';
import {
  factsRead,
  guessAnswer,
  instructionOf,
  type MotionSource,
  parseAnswer,
  recordParts,
  renderRecord,
  type Strategy,
} from '#prompts';
import { type Confidence, faithfulnessOf, type Outcome } from '#tuner';

/** Records asked at a time: several times what is answered together, small enough to stop between. */
export const batchSize = 64;

/** Longest answer, tokens; the output limit of the paper. */
const maxNewTokens = 128;

export interface ModelQuestion {
  readonly generator: Generator;
  readonly strategy: Strategy;
  /** Whose motion the records tell. */
  readonly motion: MotionSource;
  readonly nowMs: () => number;
}

/** Puts a batch of records to a model. */
export async function askModel(
  { generator, strategy, motion, nowMs }: ModelQuestion,
  records: readonly LabeledRecord[],
): Promise<readonly Outcome[]> {
  const instruction = instructionOf(strategy);
  const startMs = nowMs();
  const read = records.map((record) => factsRead(record, motion));
  const generations = await generator.generate(
    { instruction, records: records.map((record) => renderRecord(recordParts(record, motion))), maxNewTokens },
    (parts) => parts.map(({ record, written }) => guessAnswer(read[record] as StandardFacts, strategy, written)),
  );
  const seconds = (nowMs() - startMs) / 1000 / records.length;
  return records.map((record, i) => outcomeOf(record, motion, generations[i]!, seconds));
}

function outcomeOf(record: LabeledRecord, motion: MotionSource, generation: Generation, seconds: number): Outcome {
  const { id, perturbation, perturbedElement, truth } = record;
  const { text, steps, promptTokens } = generation;
  const answer = parseAnswer(text);
  return {
    id,
    perturbation,
    perturbedElement,
    truth,
    answer: { motion: answer.motion, operation: answer.operation, task: answer.task },
    confidence: confidenceOf(generation, answer.lines),
    answerTokens: steps.length,
    promptTokens,
    seconds,
    faithfulness: faithfulnessOf(record, motion, text),
  };
}

/** Probability of each level's line as generated, and of the whole answer; 0 where no label was read. */
function confidenceOf({ text, steps }: Generation, lines: Readonly<Record<Level, string>>): Confidence {
  const probabilityOf = (from: number, to: number) => {
    let start = 0;
    let product = 1;
    for (const step of steps) {
      if (start < to && start + step.text.length > from) product *= step.probability;
      start += step.text.length;
    }
    return product;
  };
  const ofLine = (level: Level) => {
    const start = lines[level] === '' ? -1 : text.indexOf(lines[level]);
    return start < 0 ? 0 : probabilityOf(start, start + lines[level].length);
  };
  const [motion, operation, task] = levels.map(ofLine) as [number, number, number];
  return { motion, operation, task, all: probabilityOf(0, text.length) };
}
