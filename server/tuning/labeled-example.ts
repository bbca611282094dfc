import { type Evidence, type Level, levels, rulebook } from '#domain';
import { type Example, makeExample, parseAnswer, renderPlainAnswer, type Strategy } from '#prompts';

/** A label for each level. */
export type LevelLabels = Readonly<Record<Level, string>>;

/** A level whose label is another one than the reasoning of the rulebook leads to. */
export interface MisledLevel {
  readonly level: Level;
  readonly reasoned: string | null;
}

/**
 * The example that evidence with labels of somebody's own makes.
 *
 * Under `cot` the answer is the reasoning of the rulebook, so it can be learned only when the labels are the ones it leads
 * to; `misled` names those that are not. The plain strategies learn any labels.
 */
export function labeledExample(
  evidence: Evidence,
  labels: LevelLabels,
  strategy: Strategy,
): { readonly example: Example; readonly misled: readonly MisledLevel[] } {
  const example = makeExample(evidence, strategy, rulebook);
  if (strategy !== 'cot') return { example: { ...example, answer: renderPlainAnswer(labels) }, misled: [] };
  const reasoned = parseAnswer(example.answer);
  const misled = levels.filter((level) => reasoned[level] !== labels[level]);
  return { example, misled: misled.map((level) => ({ level, reasoned: reasoned[level] })) };
}
