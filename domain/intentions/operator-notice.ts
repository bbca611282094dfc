import { dayOfYear } from '../time/day-of-year.ts';
import type { Assessment } from './assessment.ts';
import { explainEvidence } from './explain-evidence.ts';
import { levels } from './labels.ts';

/** Lines are wrapped to this, so that the notice reads the same in mail and on a terminal. */
const widthChars = 78;

/**
 * A short notice of one assessment for operators, as plain text: what was seen, what it is taken for and why, and what is
 * not known. Identified by target and the day the window begins, so that later notices of the same event carry the same
 * number.
 */
export function operatorNotice(assessment: Assessment): string {
  const { evidence, targetId, windowStartUtc, windowEndUtc } = assessment;
  const [overview, ...rest] = explainEvidence(evidence);
  const own = evidence.context?.ownName;
  const name = evidence.context?.targetName;
  return [
    'PROXIMITY ASSESSMENT',
    `Event:   ${eventIdOf(assessment)}`,
    `Object:  ${name === undefined || name === targetId ? targetId : `${name} (${targetId})`}`,
    ...(own === undefined ? [] : [`Own:     ${own}`]),
    `Window:  ${windowStartUtc} to ${windowEndUtc} (day ${dayOfYear(windowEndUtc)})`,
    `Source:  ${evidence.source}`,
    '',
    'OVERVIEW',
    wrapped(overview ?? ''),
    '',
    'ASSESSMENT',
    ...levels.map((level) => `${level.padEnd(10)} ${labelOf(assessment, level)}`),
    `${'physics'.padEnd(10)} ${physicsWord(assessment.physics)}`,
    wrapped(assessment.physics.reason),
    '',
    'PERTINENT INFORMATION',
    ...rest.map(wrapped),
    '',
    wrapped(
      `An assessment by ${assessment.model.name}${assessment.adapter === null ? '' : ` with ${assessment.adapter.name}`}, not a verdict; attribution stays with the analyst.`,
    ),
    '',
  ].join('\n');
}

/** The same for every notice of one event: the target and the day its window begins. */
function eventIdOf({ targetId, windowStartUtc }: Assessment): string {
  return `${targetId}-${windowStartUtc.slice(0, 10).replaceAll('-', '')}`;
}

function labelOf(assessment: Assessment, level: (typeof levels)[number]): string {
  const { label, confidence } = assessment[level];
  return label === null ? 'could not be read' : `${label} (confidence ${confidence.toFixed(2)})`;
}

const physicsWord = ({ isResolvable, agrees }: Assessment['physics']): string =>
  isResolvable ? (agrees ? 'agrees' : 'DISAGREES') : 'cannot be checked';

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > widthChars) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
