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
import { type Confidence, type Faithfulness, faithfulnessOf, type Outcome } from '#tuner';

/** Records asked at a time: several times what is answered together, small enough to stop between. */
export const batchSize = 64;

/** Longest answer, tokens; the output limit of the paper. */
const maxNewTokens = 128;

/** A model, how it is asked, and by which clock. */
export interface AskedModel {
  readonly generator: Generator;
  readonly strategy: Strategy;
  readonly nowMs: () => number;
}

export interface ModelQuestion extends AskedModel {
  /** Whose motion the records tell. */
  readonly motion: MotionSource;
}

/** A record as a model is told of it, beside what is true. */
export interface ToldRecord {
  readonly about: Pick<Outcome, 'id' | 'perturbation' | 'perturbedElement' | 'truth'>;
  /** The part of the prompt that is its own. */
  readonly text: string;
  /** What the lexicon reads in it, to guess the answer by. */
  readonly facts: StandardFacts;
  /** What can be said of the reasoning of an answer; null where nothing can. */
  faithfulnessOf(answer: string): Faithfulness | null;
}

/** Puts a batch of records to a model. */
export const askModel = ({ motion, ...model }: ModelQuestion, records: readonly LabeledRecord[]) =>
  askTold(
    model,
    records.map((record) => toldOf(record, motion)),
  );

function toldOf(record: LabeledRecord, motion: MotionSource): ToldRecord {
  const { id, perturbation, perturbedElement, truth } = record;
  return {
    about: { id, perturbation, perturbedElement, truth },
    text: renderRecord(recordParts(record, motion)),
    facts: factsRead(record, motion),
    faithfulnessOf: (answer) => faithfulnessOf(record, motion, answer),
  };
}

/** Puts a batch of records to a model, whatever they were made from. */
export async function askTold(
  { generator, strategy, nowMs }: AskedModel,
  told: readonly ToldRecord[],
): Promise<readonly Outcome[]> {
  const startMs = nowMs();
  const generations = await generator.generate(
    { instruction: instructionOf(strategy), records: told.map(({ text }) => text), maxNewTokens },
    (parts) => parts.map(({ record, written }) => guessAnswer(told[record]!.facts, strategy, written)),
  );
  const seconds = (nowMs() - startMs) / 1000 / told.length;
  return told.map((record, i) => outcomeOf(record, generations[i]!, seconds));
}

function outcomeOf({ about, faithfulnessOf: judged }: ToldRecord, generation: Generation, seconds: number): Outcome {
  const { text, steps, promptTokens } = generation;
  const answer = parseAnswer(text);
  return {
    ...about,
    answer: { motion: answer.motion, operation: answer.operation, task: answer.task },
    confidence: confidenceOf(generation, answer.lines),
    answerTokens: steps.length,
    promptTokens,
    seconds,
    faithfulness: judged(text),
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
