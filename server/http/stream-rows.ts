import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { type CsvCell, csvLine } from './csv.ts';
import type { Format } from './respond.ts';

/** Rows of a table that are fetched as they are sent. */
export interface RowStream<Row> {
  readonly rows: AsyncIterable<Row>;
  /** What the JSON twin says beside its rows. */
  readonly head: object;
  /** Names of the CSV columns, with their units. */
  readonly columns: readonly string[];
  readonly toCells: (row: Row) => readonly CsvCell[];
}

const contentTypes = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const;

/**
 * Sends every row in constant memory. What goes wrong before the first row is thrown, so that it can still be told;
 * later on the connection breaks off, so that no reader takes a part for the whole.
 */
export async function streamRows<Row>(
  res: Response,
  format: Exclude<Format, 'html'>,
  stream: RowStream<Row>,
): Promise<void> {
  const lines = format === 'json' ? jsonLines(stream) : format === 'csv' ? csvOf(stream) : ndjsonLines(stream);
  const first = await lines.next();
  res.type(contentTypes[format]);
  try {
    await pipeline(async function* () {
      if (!first.done) yield first.value;
      yield* lines;
    }, res);
  } catch (error) {
    // A reader who went away is no fault.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* jsonLines<Row>({ rows, head }: RowStream<Row>): AsyncGenerator<string> {
  let separator = `${JSON.stringify({ ok: true, ...head }).slice(0, -1)},"rows":[`;
  for await (const row of rows) {
    yield `${separator}\n${JSON.stringify(row)}`;
    separator = ',';
  }
  yield separator === ',' ? '\n],"next":null}\n' : `${separator}],"next":null}\n`;
}

async function* csvOf<Row>({ rows, columns, toCells }: RowStream<Row>): AsyncGenerator<string> {
  let head = csvLine(columns);
  for await (const row of rows) {
    yield head + csvLine(toCells(row));
    head = '';
  }
  if (head) yield head;
}

async function* ndjsonLines<Row>({ rows }: RowStream<Row>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
