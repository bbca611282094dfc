import { type Intention, type Level, levels } from '#domain';
import { wordedError } from '../http/worded-error.ts';

/** Longest note of an analyst, characters: two pages. */
export const maxNoteChars = 4000;

/**
 * Reads the form with which an analyst confirms or corrects an answer.
 *
 * @throws AppError `server.bad_query` for a label that is none, and for a note that is too long
 */
export function readReview(
  fields: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<Level, readonly string[]>>,
): { readonly labels: Intention; readonly note: string } {
  const read = Object.fromEntries(levels.map((level) => [level, labelIn(fields, level, labels[level])]));
  const note = typeof fields.note === 'string' ? fields.note.trim().replaceAll('\r\n', '\n') : '';
  if (note.length > maxNoteChars) {
    throw wordedError('server.bad_query', {
      message: 'error.longNote',
      hint: 'error.longNote.hint',
      values: { most: maxNoteChars, count: note.length },
    });
  }
  return { labels: read as unknown as Intention, note };
}

function labelIn(fields: Readonly<Record<string, unknown>>, level: Level, choices: readonly string[]): string {
  const value = String(fields[level] ?? '');
  if (choices.includes(value)) return value;
  throw wordedError('server.bad_query', {
    message: 'error.badChoice',
    hint: 'error.badLabel.hint',
    values: { name: level, choices: choices.join(', '), value },
  });
}
