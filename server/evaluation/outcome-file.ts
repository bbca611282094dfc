import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { AppError } from '#errors';
import type { Outcome } from '#tuner';
import { writeWhole } from '../files/durable-file.ts';

/** What outcomes depend on beside their records; the first line of their file. */
export interface OutcomeOrigin {
  readonly contestant: string;
  readonly model: string | null;
  readonly adapter: string | null;
  readonly set: string;
  readonly seed: number;
}

/** Outcomes of one contestant on one set, kept as NDJSON so that a stopped evaluation goes on where it was. */
export interface OutcomeFile {
  readonly known: readonly Outcome[];
  append(outcomes: readonly Outcome[]): Promise<void>;
}

/**
 * Opens or begins a file of outcomes; a last line that was cut off is dropped.
 *
 * @throws AppError `server.evaluation_differs` when the file was made by another model, adapter or seed,
 *         `server.evaluation_damaged` when a line of it is no outcome, `server.output_unwritable`
 */
export async function openOutcomeFile(path: string, origin: OutcomeOrigin): Promise<OutcomeFile> {
  const header = JSON.stringify(origin);
  const lines = existsSync(path) ? (await readFile(path, 'utf8')).split('\n').slice(0, -1) : [];
  if (lines.length > 0 && lines[0] !== header) {
    throw new AppError('server.evaluation_differs', `Expected outcomes of ${header} in ${path}, got ${lines[0]}.`, {
      hint: 'choose another folder with --run, or delete this one',
    });
  }
  const known = lines.slice(1).map((line, i) => outcomeIn(line, `line ${i + 2} of ${path}`));
  await writeWhole(path, `${[header, ...lines.slice(1)].join('\n')}\n`);
  return {
    known,
    append: (outcomes) => appendFile(path, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('')),
  };
}

function outcomeIn(line: string, place: string): Outcome {
  const value = parsed(line);
  const isOutcome =
    typeof value === 'object' && value !== null && 'id' in value && 'truth' in value && 'answer' in value;
  if (isOutcome) return value as Outcome;
  throw new AppError(
    'server.evaluation_damaged',
    `Expected an answered record in ${place}, got ${line.slice(0, 60)}.`,
    {
      hint: 'delete the file; its records are then asked again',
    },
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Outcomes that are kept nowhere. */
export const keptNowhere: OutcomeFile = { known: [], append: async () => {} };
