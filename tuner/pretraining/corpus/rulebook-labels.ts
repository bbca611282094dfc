import type { Choice, Level, Rulebook } from '#domain';

/** The labels a rulebook can answer with at each level, each once, in the order it names them. */
export function labelsOfRulebook({ motion, operation, task }: Rulebook): Record<Level, string[]> {
  return {
    motion: unique(Object.values(motion.groups).flatMap(labelsOfChoice)),
    operation: unique([...Object.keys(operation.checksOfOperation), 'none']),
    task: unique(Object.values(task.purposes).flatMap(labelsOfChoice)),
  };
}

/** The labels a choice is between. */
export function labelsOfChoice(choice: Choice): string[] {
  return 'always' in choice ? [choice.always] : Object.values(choice.is);
}

function unique(labels: readonly string[]): string[] {
  return [...new Set(labels)];
}
