import { AppError } from '#errors';
import type { ElementName } from './evidence.ts';
import { elementNames } from './evidence.ts';
import type { Intention, Level } from './labels.ts';
import { labelsOf, levels } from './labels.ts';
import type { Choice, Rulebook, StandardFacts } from './rulebook.ts';

/**
 * One step of a chain of reasoning: it hangs on one condition, and on one element of the evidence.
 * `prompts/answer.ts` puts steps into words.
 */
export type Step =
  /** "camera means photograph"; `of` says whose meaning it is where that is not plain: "device jammer means disturbing". */
  | {
      readonly kind: 'means';
      readonly element: ElementName;
      readonly of?: 'device' | 'motion';
      readonly subject: string;
      readonly meaning: string;
    }
  /** "staying: full turn so flyaround, part turn so hovering". */
  | {
      readonly kind: 'choice';
      readonly element: ElementName;
      readonly subject: string;
      readonly options: readonly { readonly label: string; readonly when: string }[];
    }
  /** "here part turn". */
  | { readonly kind: 'here'; readonly element: ElementName; readonly value: string }
  /** "light full sunlight, yes". */
  | {
      readonly kind: 'check';
      readonly element: ElementName;
      readonly check: string;
      readonly value: string;
      readonly met: boolean;
    }
  /** "so hovering". */
  | { readonly kind: 'so'; readonly element: ElementName; readonly label: string };

/** What a rulebook makes of some facts: a label per level, and the steps that lead to each. */
export interface Reasoning {
  /** The facts it starts from, restated in standard terms. */
  readonly facts: StandardFacts;
  readonly intention: Readonly<Record<Level, string>>;
  readonly lines: Readonly<Record<Level, readonly Step[]>>;
}

/** The outcome of the operation level when nothing can be done with the device. */
const noOperation = 'none';

/**
 * Reads the intention off the facts by a rulebook, step by step.
 *
 * @throws AppError `domain.incomplete_rulebook` when the rulebook has no entry for a value it meets.
 */
export function reason(rulebook: Rulebook, facts: StandardFacts): Reasoning {
  const motion = motionSteps(rulebook, facts);
  const operation = operationSteps(rulebook, facts, motion.label);
  const task = taskSteps(rulebook, facts, motion.label, operation.label);
  return {
    facts,
    intention: { motion: motion.label, operation: operation.label, task: task.label },
    lines: { motion: motion.steps, operation: operation.steps, task: task.steps },
  };
}

/**
 * The intention of a reasoning as labels of the real label sets.
 *
 * @throws AppError `domain.unknown_label` when the rulebook answered with another label.
 */
export function toIntention(reasoning: Reasoning): Intention {
  for (const level of levels) {
    const label = reasoning.intention[level];
    const known: readonly string[] = labelsOf[level];
    if (!known.includes(label)) {
      throw new AppError('domain.unknown_label', `Expected a ${level} label (${known.join(', ')}), got "${label}".`);
    }
  }
  return reasoning.intention as Intention;
}

interface Line {
  readonly label: string;
  readonly steps: readonly Step[];
}

function motionSteps({ name, motion }: Rulebook, facts: StandardFacts): Line {
  const group = lookUp(name, 'motion.groupOfTrend', motion.groupOfTrend, facts.rangeTrend);
  const choice = lookUp(name, 'motion.groups', motion.groups, group);
  const means: Step = { kind: 'means', element: 'motion', subject: facts.rangeTrend, meaning: group };
  return decide(name, means, group, choice, facts);
}

function operationSteps({ name, operation }: Rulebook, facts: StandardFacts, motionLabel: string): Line {
  const wanted = lookUp(name, 'operation.operationOfDevice', operation.operationOfDevice, facts.device);
  const steps: Step[] = [{ kind: 'means', element: 'device', subject: facts.device, meaning: wanted }];
  for (const check of operation.checksOfOperation[wanted] ?? []) {
    const { element, allows } = lookUp(name, 'operation.checks', operation.checks, check);
    const value = element === 'motion' ? motionLabel : facts[element];
    const met = allows.includes(value);
    steps.push({ kind: 'check', element, check, value, met });
    if (!met) return conclude(steps, noOperation);
  }
  return conclude(steps, wanted);
}

function taskSteps({ name, task }: Rulebook, facts: StandardFacts, motionLabel: string, operation: string): Line {
  const means = purposeStep(name, task, facts.device, motionLabel, operation);
  const choice = lookUp(name, 'task.purposes', task.purposes, means.meaning);
  return decide(name, means, means.meaning, choice, facts);
}

/** The purpose comes from the operation; without one from the device, if it has a purpose; else from the motion. */
function purposeStep(name: string, task: Rulebook['task'], device: string, motionLabel: string, operation: string) {
  if (operation !== noOperation) {
    const meaning = lookUp(name, 'task.purposeOfOperation', task.purposeOfOperation, operation);
    return { kind: 'means', element: 'device', subject: operation, meaning } as const;
  }
  const ofDevice = task.purposeOfDevice[device];
  if (ofDevice !== undefined) {
    return { kind: 'means', element: 'device', of: 'device', subject: device, meaning: ofDevice } as const;
  }
  const meaning = lookUp(name, 'task.purposeOfMotion', task.purposeOfMotion, motionLabel);
  return { kind: 'means', element: 'motion', of: 'motion', subject: motionLabel, meaning } as const;
}

function decide(name: string, means: Step, subject: string, choice: Choice, facts: StandardFacts): Line {
  if ('always' in choice) return conclude([means], choice.always);
  const value = factNamed(name, facts, choice.by);
  const label = lookUp(name, `the choice for ${subject}`, choice.is, value);
  const options = Object.entries(choice.is).map(([when, option]) => ({ label: option, when }));
  const element = elementNames.find((element) => element === choice.by) ?? 'motion';
  return conclude([means, { kind: 'choice', element, subject, options }, { kind: 'here', element, value }], label);
}

function conclude(steps: readonly Step[], label: string): Line {
  const element = steps.at(-1)?.element ?? 'motion';
  return { label, steps: [...steps, { kind: 'so', element, label }] };
}

function factNamed(rulebook: string, facts: StandardFacts, by: string): string {
  const named: Readonly<Record<string, string | undefined>> = { ...facts };
  const value = named[by];
  if (value !== undefined) return value;
  throw incomplete(rulebook, `a fact named ${Object.keys(facts).join(', ')}`, by);
}

function lookUp<T>(rulebook: string, table: string, entries: Readonly<Record<string, T>>, key: string): T {
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  if (entry !== undefined) return entry;
  throw incomplete(rulebook, `${table} to have one of ${Object.keys(entries).join(', ')}`, key);
}

function incomplete(rulebook: string, expected: string, got: string): AppError {
  return new AppError('domain.incomplete_rulebook', `Rulebook ${rulebook}: expected ${expected}; got "${got}".`);
}
