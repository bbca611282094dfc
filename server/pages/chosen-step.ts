import type { Level } from '#domain';
import type { GroundedStep } from './reasoning-steps.ts';
import type { StepTime } from './step-windows.ts';

/** A step of the reasoning that an address has chosen, with the time it rests on. */
export interface ChosenStep extends StepTime {
  readonly id: string;
  readonly text: string;
}

/** The step of an address, `operation-2`; null for none, and for one that rests on no time. */
export function chooseStep(
  reasoning: Readonly<Record<Level, readonly GroundedStep[]>>,
  wanted: string | undefined,
): ChosenStep | null {
  const step = Object.values(reasoning)
    .flat()
    .find(({ id }) => id === wanted);
  return step?.time ? { id: step.id, text: step.text, ...step.time } : null;
}
