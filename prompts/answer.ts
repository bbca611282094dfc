import type { Level, Reasoning, Step } from '#domain';
import { levels } from '#domain';

/**
 * The reasoned answer: a line per level, steps separated by `; `, the last one `so LABEL.`
 *
 * @example
 * motion: steady means staying; staying: full turn so flyaround, part turn so hovering; here part turn; so hovering.
 */
export function renderReasonedAnswer({ lines }: Reasoning): string {
  return levels.map((level) => `${level}: ${lines[level].map(stepToWords).join('; ')}.`).join('\n');
}

/** The plain answer: a line per level, `motion: hovering.` */
export function renderPlainAnswer(intention: Readonly<Record<Level, string>>): string {
  return levels.map((level) => `${level}: ${intention[level]}.`).join('\n');
}

/** One step in words, without the `; ` or `.` that follows it. */
export function stepToWords(step: Step): string {
  switch (step.kind) {
    case 'means':
      return `${step.of === undefined ? '' : `${step.of} `}${step.subject} means ${step.meaning}`;
    case 'choice':
      return `${step.subject}: ${step.options.map(({ label, when }) => `${when} so ${label}`).join(', ')}`;
    case 'here':
      return `here ${step.value}`;
    case 'check':
      return `${step.check} ${step.value}, ${step.met ? 'yes' : 'no'}`;
    case 'so':
      return `so ${step.label}`;
  }
}
