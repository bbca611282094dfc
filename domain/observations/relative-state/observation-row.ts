import { Ajv, type ErrorObject } from 'ajv';
import { type Static, Type } from 'typebox';
import { parseEpochUtc } from '../../time/epoch-utc.ts';
import type { RelativeState, ReportedFacts } from '../track.ts';

/** The flat keys of one row, as JSON keys or CSV columns. */
const RowSchema = Type.Object({
  target: Type.String({ minLength: 1 }),
  epoch_utc: Type.String({ minLength: 1 }),
  r_km: Type.Number(),
  t_km: Type.Number(),
  n_km: Type.Number(),
  vr_km_s: Type.Number(),
  vt_km_s: Type.Number(),
  vn_km_s: Type.Number(),
  own_spacecraft: Type.Optional(Type.String()),
  size: Type.Optional(Type.String()),
  cooperation: Type.Optional(Type.String()),
  device: Type.Optional(Type.String()),
  lighting: Type.Optional(Type.String()),
  electromagnetic: Type.Optional(Type.String()),
});

export type ObservationRow = Static<typeof RowSchema>;
export type ColumnName = keyof ObservationRow;

/** Columns every log must have, and those it may have. */
export const requiredColumns = Object.keys(RowSchema.properties).slice(0, 8) as readonly ColumnName[];
export const optionalColumns = Object.keys(RowSchema.properties).slice(8) as readonly ColumnName[];
export const numberColumns = requiredColumns.slice(2);

/**
 * Longest reported fact, UTF-8. A byte is at worst a token: six such facts still leave a model of 1024 positions room
 * for prefix, instruction and answer. The longest term of the lexicon has 19.
 */
const maxWordsBytes = 64;

const utf8 = new TextEncoder();

/** Why a row or record is refused. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

/** One row that passed every check a row can pass on its own. */
export interface Observation {
  readonly kind: 'observation';
  readonly targetId: string;
  readonly state: RelativeState;
  readonly reported: ReportedFacts;
}

const isRow = new Ajv({ allErrors: true }).compile<ObservationRow>(RowSchema);

/**
 * Checks a row against the schema and turns it into an observation.
 *
 * All faults of a row are told at once; the code is that of the first.
 *
 * @param fields  values by column; empty cells and JSON nulls left out
 */
export function toObservation(fields: Readonly<Record<string, unknown>>, line: number): Observation | Fault {
  if (!isRow(fields)) return joined((isRow.errors ?? []).map((error) => faultOf(error, fields)));
  const wordy = optionalColumns.filter((name) => utf8.encode(String(fields[name] ?? '')).length > maxWordsBytes);
  if (wordy.length > 0) {
    return joined(
      wordy.map((name) => ({
        code: 'domain.words_too_long',
        message: `expected at most ${maxWordsBytes} bytes of text for ${name}, got ${shown(fields[name])}`,
      })),
    );
  }
  const epochUtcMs = parseEpochUtc(fields.epoch_utc);
  if (epochUtcMs === undefined) {
    return {
      code: 'domain.bad_epoch',
      message: `expected epoch_utc as ISO 8601 in UTC, such as 2026-03-01T12:00:00Z, got ${shown(fields.epoch_utc)}`,
    };
  }
  return {
    kind: 'observation',
    targetId: fields.target,
    state: {
      epochUtcMs,
      positionRtnKm: [fields.r_km, fields.t_km, fields.n_km],
      velocityRtnKmPerS: [fields.vr_km_s, fields.vt_km_s, fields.vn_km_s],
      line,
    },
    reported: {
      ownSpacecraft: fields.own_spacecraft,
      size: fields.size,
      cooperation: fields.cooperation,
      device: fields.device,
      lighting: fields.lighting,
      electromagnetic: fields.electromagnetic,
    },
  };
}

function faultOf(error: ErrorObject, fields: Readonly<Record<string, unknown>>): Fault {
  if (error.keyword === 'required') {
    const name: unknown = error.params.missingProperty;
    return { code: 'domain.missing_field', message: `expected a value for ${name}, got none` };
  }
  const name = error.instancePath.slice(1);
  const got = shown(fields[name]);
  return error.params.type === 'number'
    ? { code: 'domain.not_a_number', message: `expected a finite number for ${name}, got ${got}` }
    : { code: 'domain.not_text', message: `expected text for ${name}, got ${got}` };
}

function joined(faults: readonly Fault[]): Fault {
  return { code: faults[0]!.code, message: faults.map((fault) => fault.message).join('; ') };
}

/** A value as it may stand in a message: short, and on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
