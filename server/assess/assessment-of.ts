import { type Assessment, checkPhysics, type Evidence, type Level, labelsOf } from '#domain';
import type { Generation, Generator } from '#model';
import { type Prompt, parseAnswer, type Strategy } from '#prompts';
import { labelDistribution, type PlacedStep, placeSteps } from './label-distribution.ts';

/**
 * What the model said to a prompt: the part of an assessment that every target with the same prompt shares.
 */
export type Answer = Readonly<
  Pick<
    Assessment,
    'facts' | 'motion' | 'operation' | 'task' | 'confidence' | 'slips' | 'output' | 'promptTokens' | 'outputTokens'
  >
>;

/** Everything one assessment is made of. */
export interface AssessmentInputs {
  readonly evidence: Evidence;
  readonly strategy: Strategy;
  readonly prompt: Prompt;
  readonly answer: Answer;
  readonly generator: Pick<Generator, 'model' | 'adapter'>;
}

/** Decimals kept of a probability, so that the same answer gives the same bytes whatever it was decoded beside. */
const probabilityDecimals = 4;

const unreadMotion = { isResolvable: true, agrees: false, reason: 'The answer names no motion to check.' };

/** The model's answer as read: labels, confidences, and reasoning as generated. */
export function answerOf(generation: Generation): Answer {
  const parsed = parseAnswer(generation.text);
  const steps = placeSteps(generation.steps);
  const answer = (level: Level) => levelAnswer(level, parsed[level], parsed.lines[level], steps);
  const [motion, operation, task] = [answer('motion'), answer('operation'), answer('task')];
  return {
    facts: parsed.facts === null ? null : { ...parsed.facts },
    motion: rounded(motion),
    operation: rounded(operation),
    task: rounded(task),
    confidence: round(motion.confidence * operation.confidence * task.confidence),
    slips: [...parsed.slips],
    output: generation.text,
    promptTokens: generation.promptTokens,
    outputTokens: generation.steps.length,
  };
}

/** The answer of an assessment that was made before. */
export function answerIn(assessment: Assessment): Answer {
  const { facts, motion, operation, task, confidence, slips, output, promptTokens, outputTokens } = assessment;
  return { facts, motion, operation, task, confidence, slips, output, promptTokens, outputTokens };
}

/** What an answer says about a target: the answer beside the target's own evidence, and the physics check of the two. */
export function assessmentOf({ evidence, strategy, prompt, answer, generator }: AssessmentInputs): Assessment {
  const motion = labelsOf.motion.find((label) => label === answer.motion.label);
  return {
    kind: 'assessment',
    targetId: evidence.targetId,
    source: evidence.source,
    windowStartUtc: new Date(evidence.window.startUtcMs).toISOString(),
    windowEndUtc: new Date(evidence.window.endUtcMs).toISOString(),
    strategy,
    facts: answer.facts,
    motion: answer.motion,
    operation: answer.operation,
    task: answer.task,
    confidence: answer.confidence,
    slips: answer.slips,
    physics: motion === undefined ? unreadMotion : checkPhysics(evidence.motionFacts, motion),
    prompt: prompt.text,
    output: answer.output,
    promptTokens: answer.promptTokens,
    outputTokens: answer.outputTokens,
    evidence,
    model: generator.model,
    adapter: generator.adapter,
  };
}

type LevelAnswer = Assessment[Level];

/**
 * The answer of one level. Its confidence is the product of the token probabilities over its line: how sure the model
 * was of the whole reasoning and not of the label alone. A line without a label counts as confidence 0.
 */
function levelAnswer(level: Level, label: string | null, line: string, steps: readonly PlacedStep[]): LevelAnswer {
  const place = label === null ? null : placeOfLine(line, steps);
  if (label === null || place === null) return { label, confidence: 0, reasoning: line, alternatives: [] };
  const own = steps.filter(({ start, text }) => start < place + line.length && start + text.length > place);
  return {
    label,
    confidence: own.reduce((product, { probability }) => product * probability, 1),
    reasoning: line,
    alternatives: [...labelDistribution(own, place + labelStartIn(line), label, labelsOf[level])],
  };
}

/** Where a line begins in the generated tokens; null when the tokens do not spell it. */
function placeOfLine(line: string, steps: readonly PlacedStep[]): number | null {
  const answer = `\n${steps.map(({ text }) => text).join('')}`;
  const place = answer.indexOf(`\n${line}`);
  return place < 0 ? null : place;
}

/** Where the label begins in a line: after the last `so`, step or level name. */
const labelStartIn = (line: string): number => /^.*(?:;\s*so\s+|;\s*|:\s*)/.exec(line)?.[0].length ?? 0;

const rounded = (answer: LevelAnswer): LevelAnswer => ({
  ...answer,
  confidence: round(answer.confidence),
  alternatives: answer.alternatives
    .map(({ label, probability }) => ({ label, probability: round(probability) }))
    .filter(({ probability }) => probability > 0),
});

const round = (probability: number): number => Number(probability.toFixed(probabilityDecimals));
