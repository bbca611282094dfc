import { labelsOf } from '#domain';
import { renderPlainAnswer } from './answer.ts';
import type { Strategy } from './render.ts';

const plainAnswers: readonly string[] = labelsOf.motion.flatMap((motion) =>
  labelsOf.operation.flatMap((operation) =>
    labelsOf.task.map((task) => renderPlainAnswer({ motion, operation, task })),
  ),
);

/** Every answer that a prompt of a strategy may have, one for each combination of labels; none are listed where reasons are asked for. */
export function allowedAnswers(strategy: Strategy): readonly string[] | undefined {
  return strategy === 'cot' ? undefined : plainAnswers;
}
