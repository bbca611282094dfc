import { type Assessment, levels, operatorNotice } from '#domain';
import type { ReviewRecord } from '../../store/review-rows.ts';

/**
 * The notice of an assessment for operators, with the marking above and below, and with what an analyst says of it.
 *
 * @param marking  empty for none
 * @param review  the last one; undefined when nobody has looked at the answer
 */
export function noticeText(assessment: Assessment, marking: string, review?: ReviewRecord): string {
  const marks = marking === '' ? [] : [marking, ''];
  const lines = [...marks, operatorNotice(assessment), ...(review ? reviewLines(assessment, review) : []), ...marks];
  return `${lines.join('\n').trimEnd()}\n`;
}

function reviewLines(assessment: Assessment, { verdict, labels, author, createdUtc, note }: ReviewRecord): string[] {
  const changed = levels.filter((level) => labels[level] !== assessment[level].label);
  return [
    'ANALYST',
    `${verdict} by ${author}, ${createdUtc}`,
    ...changed.map((level) => `${level.padEnd(10)} ${labels[level]}, not ${assessment[level].label ?? 'readable'}`),
    ...(note === '' ? [] : [note]),
    '',
  ];
}
