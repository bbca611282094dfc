import type { Choice, Reasoning, Rulebook } from '#domain';
import { stepToWords } from '#prompts';

/** Every rule of a convention in words, one condition each, in the words that answers quote them in. */
export function rulesInWords({ motion, operation, task }: Rulebook): string[] {
  return [
    ...meanings(motion.groupOfTrend),
    ...Object.entries(motion.groups).map(choiceToWords),
    ...meanings(operation.operationOfDevice),
    ...Object.entries(operation.checksOfOperation).map(([label, checks]) => `${label} needs ${checks.join(', ')}`),
    ...Object.entries(operation.checks).map(([check, { allows }]) => `${check} allows ${allows.join(', ')}`),
    ...meanings(task.purposeOfOperation),
    ...meanings(task.purposeOfDevice, 'device '),
    ...meanings(task.purposeOfMotion, 'motion '),
    ...Object.entries(task.purposes).map(choiceToWords),
  ];
}

/** The rules that a reasoning used: those about the subjects its steps speak of. */
export function rulesUsed(rulebook: Rulebook, { lines }: Reasoning): string[] {
  const steps = [...lines.motion, ...lines.operation, ...lines.task];
  const openings = steps.flatMap((step) => {
    if (step.kind === 'means')
      return [`${stepToWords({ ...step, meaning: '' })}`, `${step.meaning}: `, `${step.meaning} needs `];
    return step.kind === 'check' ? [`${step.check} allows `] : [];
  });
  return rulesInWords(rulebook).filter((rule) => openings.some((opening) => rule.startsWith(opening)));
}

function meanings(table: Readonly<Record<string, string>>, of = ''): string[] {
  return Object.entries(table).map(([subject, meaning]) => `${of}${subject} means ${meaning}`);
}

function choiceToWords([subject, choice]: [string, Choice]): string {
  if ('always' in choice) return `${subject}: so ${choice.always}`;
  const options = Object.entries(choice.is).map(([when, label]) => `${when} so ${label}`);
  return `${subject}: ${options.join(', ')}`;
}
