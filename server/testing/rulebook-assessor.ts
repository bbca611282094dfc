import {
  type Assessment,
  checkPhysics,
  type Evidence,
  type Level,
  levels,
  type MotionLabel,
  reason,
  reportedElementNames,
  rulebook,
  standardFactsOf,
} from '#domain';
import { renderPrompt, renderReasonedAnswer } from '#prompts';
import type { ConsoleAssessor } from '../assess/console-assessor.ts';

/** What to change in the answers, for a test. */
export interface AssessorOptions {
  /** Called before each assessment; may throw or wait. */
  beforeEach?(evidence: Evidence): void | Promise<void>;
}

/**
 * Stands in for the model in tests: says what the rulebook says, in the words of a perfect answer.
 * Its name and hash say so on every page.
 */
export function rulebookAssessor({ beforeEach }: AssessorOptions = {}): ConsoleAssessor {
  return {
    async *assess(evidences, strategy) {
      for (const evidence of evidences) {
        await beforeEach?.(evidence);
        yield assessByRulebook(evidence, strategy);
      }
    },
    async askAgain({ evidence, strategy }) {
      const { model, adapter, output, promptTokens, outputTokens } = assessByRulebook(evidence, strategy);
      return { model, adapter, output, promptTokens, outputTokens, seconds: 0.25 };
    },
  };
}

/** The assessment that {@link rulebookAssessor} makes of some evidence. */
export function assessByRulebook(evidence: Evidence, strategy: Assessment['strategy'] = 'cot'): Assessment {
  const reasoning = reason(rulebook, standardFactsOf(evidence));
  const output = renderReasonedAnswer(reasoning);
  const [, ...lines] = output.split('\n');
  const { text: prompt } = renderPrompt(strategy, evidence);
  const answer = (level: Level) => ({
    label: reasoning.intention[level],
    confidence: 0.96 - 0.02 * levels.indexOf(level),
    reasoning: lines[levels.indexOf(level)] ?? '',
    alternatives: [{ label: reasoning.intention[level], probability: 0.98 }],
  });
  return {
    kind: 'assessment',
    targetId: evidence.targetId,
    source: evidence.source,
    windowStartUtc: new Date(evidence.window.startUtcMs).toISOString(),
    windowEndUtc: new Date(evidence.window.endUtcMs).toISOString(),
    strategy,
    facts: Object.fromEntries(reportedElementNames.map((name) => [name, reasoning.facts[name]])),
    motion: answer('motion'),
    operation: answer('operation'),
    task: answer('task'),
    confidence: 0.96 * 0.94 * 0.92,
    slips: [],
    physics: checkPhysics(evidence.motionFacts, reasoning.intention.motion as MotionLabel),
    prompt,
    output,
    promptTokens: prompt.split(/\s+/).length,
    outputTokens: output.split(/\s+/).length,
    evidence,
    model: { name: 'rulebook stand-in of the tests', sha256: '0'.repeat(64) },
    adapter: null,
  };
}
