import { type Assessment, checkPhysics, type Evidence, type Level, labelsOf } from '#domain';
import type { Generation, Generator } from '#model';
import { type Prompt, parseAnswer, type Strategy } from '#prompts';
import { labelDistribution, type PlacedStep, placeSteps } from './label-distribution.ts';

/** Everything one assessment is made of. */
export interface AssessmentInputs {
  readonly evidence: Evidence;
  readonly strategy: Strategy;
  readonly prompt: Prompt;
  readonly generation: Generation;
  readonly generator: Pick<Generator, 'model' | 'adapter'>;
}

/** Decimals kept of a probability, so that the same answer gives the same bytes whatever it was decoded beside. */
const probabilityDecimals = 4;

const unreadMotion = { isResolvable: true, agrees: false, reason: 'The answer names no motion to check.' };

/** What the model's answer says about a target: labels, confidences, reasoning as generated, and the physics check. */
export function assessmentOf({ evidence, strategy, prompt, generation, generator }: AssessmentInputs): Assessment {
  const parsed = parseAnswer(generation.text);
  const steps = placeSteps(generation.steps);
  const answer = (level: Level) => levelAnswer(level, parsed[level], parsed.lines[level], steps);
  const [motion, operation, task] = [answer('motion'), answer('operation'), answer('task')];
  return {
    kind: 'assessment',
    targetId: evidence.targetId,
    source: evidence.source,
    windowStartUtc: new Date(evidence.window.startUtcMs).toISOString(),
    windowEndUtc: new Date(evidence.window.endUtcMs).toISOString(),
    strategy,
    facts: parsed.facts === null ? null : { ...parsed.facts },
    motion: rounded(motion),
    operation: rounded(operation),
    task: rounded(task),
    confidence: round(motion.confidence * operation.confidence * task.confidence),
    slips: [...parsed.slips],
    physics: parsed.motion === null ? unreadMotion : checkPhysics(evidence.motionFacts, parsed.motion),
    prompt: prompt.text,
    output: generation.text,
    promptTokens: generation.promptTokens,
    outputTokens: generation.steps.length,
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
