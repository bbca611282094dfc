import type { Assessment } from '#domain';
import { operatorNotice } from '#domain';
import { AppError } from '#errors';
import { writeWhole } from '../files/durable-file.ts';
import { completeLines } from '../files/file-lines.ts';
import { writeParquet } from '../files/parquet-file.ts';
import { assessmentColumns, assessmentCsvColumns, assessmentParquetColumns } from './assessment-columns.ts';
import {
  csvHeaderOf,
  csvRowsOf,
  type Format,
  type FormatFlags,
  formatOf,
  jsonOf,
  ndjsonOf,
  tableOf,
} from './output.ts';

/** Forms in which assessments are written. */
export type AssessmentForm = Format | 'parquet' | 'notice';

export interface FormFlags extends FormatFlags {
  readonly parquet?: boolean;
  readonly notice?: boolean;
}

/** Assessments in the order of the input, some at a time. */
export type Batches = AsyncIterable<readonly Assessment[]>;

/** What the assessments were made of; asked when the last one is there. */
export type Provenance = () => Readonly<Record<string, unknown>>;

/** Whether an output is a file, not standard output. */
export const isFile = (output: string | undefined): output is string => output !== undefined && output !== '-';

/**
 * The form asked for: a flag, else the ending of the `-o` file, else NDJSON in a file and a table on a terminal.
 *
 * @throws AppError `server.usage` when two flags ask for two forms, or Parquet is to go to standard output
 */
export function formOf(flags: FormFlags): AssessmentForm {
  const { notice, parquet, ...others } = flags;
  const asked = (['notice', 'parquet', 'json', 'ndjson', 'csv'] as const).filter((form) => flags[form]);
  if (asked.length > 1) {
    const got = asked.map((form) => `--${form}`).join(' and ');
    throw new AppError('server.usage', `Expected one output form, got ${got}.`);
  }
  if (notice === true) return 'notice';
  const isParquet = parquet === true || (asked.length === 0 && flags.output?.endsWith('.parquet') === true);
  if (!isParquet) return formatOf(others, isFile(flags.output) ? 'ndjson' : 'table');
  if (isFile(flags.output)) return 'parquet';
  throw new AppError('server.usage', 'Expected a file for Parquet, got standard output.', {
    hint: 'name one with -o FILE',
  });
}

/**
 * Assessments as text. NDJSON, CSV and notices are given as the assessments come; JSON and the table are whole documents
 * and hold them all.
 */
export async function* textOf(
  form: Exclude<AssessmentForm, 'parquet'>,
  batches: Batches,
  provenance: Provenance,
): AsyncGenerator<string, void, undefined> {
  if (form === 'ndjson') for await (const batch of batches) yield ndjsonOf(batch);
  else if (form === 'notice') yield* noticesOf(batches);
  else if (form === 'csv') {
    yield csvHeaderOf(assessmentCsvColumns);
    for await (const batch of batches) yield csvRowsOf(assessmentCsvColumns, batch);
  } else {
    const rows: Assessment[] = [];
    for await (const batch of batches) rows.push(...batch);
    yield form === 'json' ? jsonOf(rows, provenance()) : tableOf(assessmentColumns, rows);
  }
}

async function* noticesOf(batches: Batches): AsyncGenerator<string> {
  let separator = '';
  for await (const batch of batches) {
    for (const assessment of batch) {
      yield separator + operatorNotice(assessment);
      separator = '\n';
    }
  }
}

/**
 * Writes the finished lines of a work file in another form.
 *
 * @throws AppError `server.output_unwritable`
 */
export async function writeForm(
  path: string,
  form: AssessmentForm,
  workPath: string,
  provenance: Provenance,
): Promise<void> {
  const batches = batchesOfFile(workPath);
  if (form !== 'parquet') return writeWhole(path, textOf(form, batches, provenance));
  const metadata = () => ({ noncoop: JSON.stringify(provenance()) });
  return writeParquet(path, assessmentParquetColumns, batches, metadata);
}

/** Lines read together. */
const linesPerBatch = 256;

async function* batchesOfFile(path: string): Batches {
  let batch: Assessment[] = [];
  for await (const line of completeLines(path)) {
    batch.push(JSON.parse(line.toString()) as Assessment);
    if (batch.length < linesPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
