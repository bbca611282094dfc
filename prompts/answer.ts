import type { Level, Reasoning, ReportedElementName, StandardFacts, Step } from '#domain';
import { levels, reportedElementNames } from '#domain';

/** The reported elements as the line of facts names them. */
export const factNames: Readonly<Record<ReportedElementName, string>> = {
  ownSpacecraft: 'own',
  size: 'size',
  cooperation: 'cooperation',
  device: 'device',
  lighting: 'light',
  electromagnetic: 'radio',
};

/**
 * The reasoned answer: the facts in standard terms, then a line per level, steps separated by `; `, the last one
 * `so LABEL.`
 *
 * @example
 * facts: own space station; size large; cooperation unknown; device camera; light eclipse; radio clear.
 * motion: steady means staying; staying: full turn so flyaround, part turn so hovering; here part turn; so hovering.
 */
export function renderReasonedAnswer({ facts, lines }: Reasoning): string {
  const decisions = levels.map((level) => `${level}: ${lines[level].map(stepToWords).join('; ')}.`);
  return [renderFacts(facts), ...decisions].join('\n');
}

/** The line of facts: every reported element in its standard term. The motion is restated where it is decided. */
export function renderFacts(facts: Pick<StandardFacts, ReportedElementName>): string {
  return `facts: ${reportedElementNames.map((element) => `${factNames[element]} ${facts[element]}`).join('; ')}.`;
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
