import type { TProperties, TSchema } from 'typebox';
import { Type } from 'typebox';
import { always, count, instant, list, named, orNull, record, text } from './fields.ts';

const ok = always(true, 'It went well.');

/** An answer that went well: `ok`, what it is, and its fields. */
export const answer = <T extends TProperties>(kind: string, fields: T, meaning?: string) =>
  record({ ok, kind: always(kind, 'What it is.'), ...fields }, meaning);

/** A table: its rows and where the next page begins. */
export const table = <T extends TSchema, P extends TProperties>(kind: string, row: T, further?: P) =>
  answer(kind, {
    ...(further ?? ({} as P)),
    rows: list(row, 'The rows.'),
    next: orNull(text('Token of the next page, for the parameter `next`; null on the last page.')),
  });

/** How many there are in all. */
export const matching = count('Rows that match, on all pages together.');

/** The parameter that names a page. */
export const nextParameter = text('Token of a page, from `next` of the page before.');

/** The parameter that names an instant or a day. */
export const sinceParameter = (meaning: string) =>
  text(`${meaning} A day, 2026-03-01, or an instant of ISO 8601 in UTC.`);

/** The way back that forms of pages name. */
export const back = text('Path of the page to go back to; of no use with JSON.');

/** An instant that is null when there is none. */
export const instantOrNull = (meaning: string) => orNull(instant(meaning));

/** What every refusal looks like, whatever refused it. */
export const ErrorSchema = named(
  'Error',
  record(
    {
      ok: always(false, 'It did not go well.'),
      code: text('What went wrong, `layer.what_is_wrong`; stable. Every code is in docs/errors.md.'),
      message: text('What was expected, and what was got.'),
      hint: orNull(text('What helps; null when nothing is known.')),
      status: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status.' }),
      requestId: text('By which the log of the console knows the request.'),
      errors: list(
        record({ field: text('Name of the field.'), message: text('What was expected of it, and what was got.') }),
        'What is wrong with single fields of a form; empty for other faults.',
      ),
    },
    'What every refusal looks like.',
  ),
);
